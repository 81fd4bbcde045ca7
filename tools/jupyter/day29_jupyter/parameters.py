"""papermill: parameters of a notebook in TypeScript."""

import json
import math
import re

from papermill.engines import NBClientEngine
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

DECLARATION = re.compile(
    r"^(?:const|let|var)\s+(?P<name>[\w$]+)\s*(?::\s*(?P<type>[^=]+?)\s*)?"
    r"=\s*(?P<value>.*?)\s*;?\s*(?://\s*(?P<help>.*))?$"
)


class TypeScriptTranslator(Translator):
    """Writes a parameter as a variable, so that cells may assign to it."""

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_bool(cls, val):
        return "true" if val else "false"

    @classmethod
    def translate_int(cls, val):
        return str(val) if abs(val) < 2**53 else f"{val}n"

    @classmethod
    def translate_float(cls, val):
        if math.isnan(val):
            return "NaN"
        if math.isinf(val):
            return "Infinity" if val > 0 else "-Infinity"
        return repr(val)

    @classmethod
    def translate_str(cls, val):
        return json.dumps(val, ensure_ascii=False)

    @classmethod
    def translate_escaped_str(cls, val):
        return cls.translate_str(str(val))

    @classmethod
    def translate_list(cls, val):
        return f"[{', '.join(cls.translate(item) for item in val)}]"

    translate_tuple = translate_list

    @classmethod
    def translate_dict(cls, val):
        members = (
            f"{cls.translate_str(str(key))}: {cls.translate(item)}" for key, item in val.items()
        )
        return f"{{{', '.join(members)}}}"

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"let {name} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell):
        """Finds declarations of one line each; what follows `//` is the help."""
        declarations = filter(None, map(DECLARATION.match, parameters_cell["source"].splitlines()))
        return [
            Parameter(found["name"], found["type"] or "None", found["value"], found["help"] or "")
            for found in declarations
        ]


papermill_translators.register("typescript", TypeScriptTranslator)

Engine = NBClientEngine  # papermill loads this module because it looks for engines
