"""Asks AWS's own service descriptions (botocore) whether commands of the AWS CLI can exist.

Reads a JSON list of argument lists (each begins with the service) and prints a JSON list with a
problem or null for each. Nothing is sent anywhere.
"""

import json
import sys

from botocore import xform_name
from botocore.exceptions import UnknownServiceError
from botocore.session import Session

# Options that every command has: https://docs.aws.amazon.com/cli/latest/reference/#global-options
GLOBAL = {"query", "output", "region", "profile", "endpoint-url", "no-cli-pager"}
# Commands that the CLI adds to the services' own. Of these only the name is known here.
ADDED = {
    ("cloudtrail", "validate-logs"),
    ("eks", "get-token"),
    ("eks", "update-kubeconfig"),
    ("s3", "cp"),
    ("s3", "ls"),
    ("s3", "sync"),
}

# What the CLI calls a service, where botocore calls it something else.
SERVICES = {"s3api": "s3"}

session = Session()


def problem(words):
    service, operation, *rest = words
    if (service, operation) in ADDED:
        return None
    service = SERVICES.get(service, service)
    try:
        model = session.get_service_model(service)
    except UnknownServiceError:
        return f"no service {service}"
    if operation == "wait":
        waiters = {
            xform_name(name, "-"): name for name in session.get_waiter_model(service).waiter_names
        }
        if not rest or rest[0] not in waiters:
            return f"no waiter {rest[:1]} of {service}"
        waiter = session.get_waiter_model(service).get_waiter(waiters[rest[0]])
        name = waiter.operation
        rest = rest[1:]
    else:
        names = {xform_name(name, "-"): name for name in model.operation_names}
        if operation not in names:
            return f"{service} has no {operation}"
        name = names[operation]
    shape = model.operation_model(name).input_shape
    members = {} if shape is None else shape.members
    known = {xform_name(member, "-"): member for member in members}
    given = {word[2:].split("=")[0] for word in rest if word.startswith("--")}
    for option in sorted(given - GLOBAL):
        plain = option[3:] if option.startswith("no-") and option[3:] in known else option
        if plain not in known:
            return f"{service} {operation} has no --{option}"
    return None


def missing(words):
    """Options without which the command is refused."""
    service, operation, *rest = words
    if (service, operation) in ADDED or operation == "wait":
        return []
    model = session.get_service_model(SERVICES.get(service, service))
    names = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(names[operation]).input_shape
    required = [] if shape is None else shape.required_members
    given = {word[2:].split("=")[0] for word in rest if word.startswith("--")}
    return [xform_name(name, "-") for name in required if xform_name(name, "-") not in given]


def judge(one):
    found = problem(one["words"])
    if found is not None:
        return found
    # A command that is only named in a sentence need not be whole.
    lacking = missing(one["words"]) if one["whole"] else []
    return f"lacks --{', --'.join(lacking)}" if lacking else None


print(json.dumps([judge(one) for one in json.load(sys.stdin)]))
