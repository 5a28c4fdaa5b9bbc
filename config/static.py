"""Static files as production serves them: gathered by collectstatic, compressed, each under a name with its hash.

Browsers may keep such a file for ever, and a page of the old release finds its files while the new one starts. For the
image and for STATIC_ROOT; the embedded default serves files where they are.
"""

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.storage import ManifestFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

NOT_SERVED = [
    "*.map",
    "LICENSE*",
    "*.LICENSE.txt",
    "version.txt",
    # of Bootstrap, what no page names
    "bootstrap-*.css",
    "bootstrap.css",
    "bootstrap.rtl.css",
    "bootstrap.js",
    "bootstrap.min.js",
    "bootstrap.bundle.js",
    "bootstrap.esm*.js",
    # of htmx, its other version and its extensions
    "htmx-4*.js",
    "htmax-4*.js",
    "htmx-2.js",
    "hx-*.js",
    "htmx-2-compat*.js",
    "redoc.standalone*",
    # of the REST framework, pages that are not switched on
    "rest_framework",
]


class GatheredStaticFiles(StaticFilesConfig):
    """Django's static files, without what no page names."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, *NOT_SERVED]


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Names with hashes, in style sheets and in modules that import each other too.

    Source maps are not served, so the lines that name them are left as they are.
    """

    support_js_module_import_aggregation = True
    patterns = tuple(
        (extension, rules)
        for extension, rules in (
            (extension, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
            for extension, rules in ManifestFilesMixin.patterns
        )
        if rules
    )
