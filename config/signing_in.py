"""How people sign in, as far as it is the same everywhere: for Django and allauth. See docs/decisions/sign-in.md."""

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "accounts.passwords.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.ExpectedWordsValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "accounts.adapters.ClosedSignupAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {"reset_password": "accounts.forms.AskForPasswordForm"}
ACCOUNT_RATE_LIMITS = {
    "invite": "30/m/user,500/d/user",  # a stolen account shall not flood the world with mails
    "my_data": "5/h/user",
    "reset_password": "20/m/ip,5/h/key",  # nor anybody a mailbox; all of these links work
    # Failed sign-ins and codes: accounts/limits.py, which locks nobody out for what others do.
    "login": None,
    "login_failed": None,
}
PASSWORD_RESET_TIMEOUT = 3 * 3600
ACCOUNT_SESSION_REMEMBER = False

# The second factor
MFA_ADAPTER = "accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.second_factor.CodeForm",
    "reauthenticate": "accounts.second_factor.CodeAgainForm",
    "add_webauthn": "accounts.second_factor.PasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # half a minute either way: phones' clocks differ
MFA_ALLOW_UNVERIFIED_EMAIL = True  # whoever invites a person vouches for the address
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Framework for Action Portal"

# Other sign-ins
SOCIALACCOUNT_ADAPTER = "accounts.single_sign_on.PortalAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
