//! The prefixes of messages in English and other languages, as `locales/*.json` have them, without the colon.

use super::print::PREFIX;

/// Every reader knows them, whatever locales are compiled in. `tests/locales.rs` compares them with the catalogues.
pub(super) const PREFIXES: &[&str] = &[
    PREFIX,
    "Please check your entries",
    "Validierungsfehler",
    "Erreur de validation",
    "Error de validación",
    "Erro de validação",
    "Errore di convalida",
    "Validatiefout",
    "Błąd walidacji",
    "Valideringsfel",
    "Chyba ověření",
    "Doğrulama hatası",
    "Помилка перевірки",
    "Ошибка проверки",
    "خطأ في التحقق",
    "שגיאת אימות",
    "सत्यापन त्रुटि",
    "検証エラー",
    "유효성 검사 오류",
    "验证错误",
    "驗證錯誤",
];
