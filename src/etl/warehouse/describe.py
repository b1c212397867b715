"""Describe: the export in the words of other tools, as a Frictionless data package and as Croissant.

Both follow from the manifest alone, so equal content gives equal bytes. A table of several files is one resource.
"""

from __future__ import annotations

from typing import Any

NAME = "jiguan-etl"
TITLE = "机关党建文章数据库 · facts out of articles on 机关党建"
HOME = "https://example.org/jiguan-etl"  # an identifier, as JSON-LD asks for one; nothing is fetched from it
PACKAGE, CROISSANT = "datapackage.json", "croissant.json"
PARQUET = "application/vnd.apache.parquet"
CROISSANT_PARQUET = "application/x-parquet"  # what its readers know Parquet by

# SQL types in the words of Table Schema and of schema.org; whatever is not named here is a list or a struct.
FIELDS = {
    "VARCHAR": "string", "BIGINT": "integer", "INTEGER": "integer", "DOUBLE": "number", "BOOLEAN": "boolean",
    "DATE": "date", "TIMESTAMP": "datetime",
}  # fmt: skip
CROISSANT_TYPES = {
    "string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date",
    "datetime": "sc:DateTime",
}  # fmt: skip

Json = dict[str, Any]


def package(manifest: Json, keys: dict[str, str]) -> Json:
    """The manifest as a Frictionless data package; `keys` names the primary key of a table, where it has one."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "version": str(manifest["schema_version"]),
        "resources": [_resource(name, table, keys.get(name)) for name, table in manifest["tables"].items()],
    }


def _resource(name: str, table: Json, key: str | None) -> Json:
    paths = [file["path"] for file in table["files"]]
    hashed = {"hash": f"sha256:{table['files'][0]['sha256']}", "bytes": table["files"][0]["bytes"]}
    fields = [
        {"name": column["name"], "type": FIELDS.get(column["type"], "any"), "description": column["comment"]}
        for column in table["columns"]
    ]
    return {
        "name": name,
        "path": paths[0] if len(paths) == 1 else paths,
        "format": "parquet",
        "mediatype": PARQUET,
        **(hashed if len(paths) == 1 else {}),
        "schema": {"fields": fields, **({"primaryKey": [key]} if key else {})},
    }


def croissant(manifest: Json) -> Json:
    """The manifest as Croissant 1.0: a file object for each file, a record set for each table of plain columns."""
    files = [(name, file) for name, table in manifest["tables"].items() for file in table["files"]]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": NAME,
        "description": TITLE,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": "https://www.apache.org/licenses/LICENSE-2.0",
        "url": HOME,
        "version": f"{manifest['schema_version']}.0.0",
        "distribution": [_file_object(file) for _, file in files],
        "recordSet": [
            _record_set(name, table) for name, table in manifest["tables"].items() if len(table["files"]) == 1
        ],
    }


def _file_object(file: Json) -> Json:
    return {
        "@type": "cr:FileObject",
        "@id": file["path"],
        "name": file["path"],
        "contentUrl": file["path"],
        "contentSize": f"{file['bytes']} B",
        "encodingFormat": CROISSANT_PARQUET,
        "sha256": file["sha256"],
    }


def _record_set(name: str, table: Json) -> Json:
    plain = [column for column in table["columns"] if column["type"] in FIELDS]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "field": [_field(name, table["files"][0]["path"], column) for column in plain],
    }


def _field(table: str, path: str, column: Json) -> Json:
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column['name']}",
        "name": column["name"],
        "description": column["comment"],
        "dataType": CROISSANT_TYPES[FIELDS[column["type"]]],
        "source": {"fileObject": {"@id": path}, "extract": {"column": column["name"]}},
    }


# The words of Croissant 1.0, as its specification prints them.
_CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
