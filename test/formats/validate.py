"""Validates OCSF events, one JSON object a line on standard input, against the schema of OCSF's version argv[1].

Prints one line of JSON an event that is not valid: its line number, and what is wrong where.
"""

import json
import sys

import jsonschema_rs
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

schema = get_ocsf_schema(version=sys.argv[1])
ocsf = OcsfJsonSchemaEmbedded(schema)
names = {definition["uid"]: name for name, definition in schema["classes"].items()}
validators = {}


def validator_of(class_uid, profiles):
    key = (class_uid, tuple(profiles))
    if key not in validators:
        class_schema = ocsf.get_class_schema(names[class_uid], list(profiles))
        validators[key] = jsonschema_rs.validator_for(class_schema)
    return validators[key]


def faults(event):
    if event.get("class_uid") not in names:
        return [f"class_uid: there is no class {event.get('class_uid')}"]
    metadata = event.get("metadata", {})
    found = validator_of(event["class_uid"], metadata.get("profiles", [])).iter_errors(event)
    wrong = [f"/{'/'.join(map(str, error.instance_path))}: {error.message[:300]}" for error in found]
    if metadata.get("version") != schema["version"]:
        wrong.append(f"/metadata/version: {metadata.get('version')} is not {schema['version']}")
    if event.get("type_uid") != event["class_uid"] * 100 + event.get("activity_id", -1):
        wrong.append("/type_uid: not 100 * class_uid + activity_id")
    return wrong


for number, line in enumerate(sys.stdin, 1):
    wrong = faults(json.loads(line))
    if wrong:
        print(json.dumps({"line": number, "faults": wrong}))
