"""Makes the bucket that STORAGE_URL names, unless it is there: bin/make_bucket.py. Nobody but its owner may read it."""

import os
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def main() -> str:
    """Make the bucket; what was done, in one line."""
    sys.path.insert(0, str(BASE_DIR))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

    from botocore.exceptions import ClientError
    from django.conf import settings

    from assessments.bucket import BucketStorage
    from config.file_storage import bucket_of, storages_of

    bucket = bucket_of(settings.STORAGE_URL)
    if bucket is None:
        return "STORAGE_URL names no bucket: files are kept in a folder."
    client = BucketStorage(**storages_of(settings.STORAGE_URL)["evidence"]["OPTIONS"]).connection.meta.client
    try:
        client.head_bucket(Bucket=bucket.name)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
    else:
        return f"The bucket {bucket.name} is there."
    place = {} if bucket.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": bucket.region}}
    client.create_bucket(Bucket=bucket.name, **place)
    return f"The bucket {bucket.name} was made."


if __name__ == "__main__":
    print(main())
