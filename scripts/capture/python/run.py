"""Runs the modules that are named and prints what their frameworks answered, as JSON."""

import importlib
import json
import logging
import sys
import warnings
from importlib.metadata import version

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
ran = []
for name in sys.argv[1:]:
    module = importlib.import_module(name)
    for case in module.cases():
        package = case["package"] or module.PACKAGE
        case["framework"] = module.FRAMEWORK
        case["version"] = f"{package} {version(package)}"
        case["id"] = f"{name.removeprefix('py_').replace('_', '-')}-{case['id']}"
        ran.append(case)
json.dump(ran, sys.stdout)
