"""Django's settings, which exist once in a process."""

import django
from django.conf import settings
from django.urls import clear_url_caches, set_urlconf

settings.configure(
    SECRET_KEY="capture",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="py_drf",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    REST_FRAMEWORK={"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]},
)
django.setup()


def use_urls(module):
    """Routes all further requests by the `urlpatterns` of this module."""
    settings.ROOT_URLCONF = module
    clear_url_caches()
    set_urlconf(None)
