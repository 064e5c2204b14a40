"""Modules that are linked into one file do what they did as many, and nothing is linked that might not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from webapp.ui.js_tokens import UnknownForm, tokens
from webapp.ui.linking import link


def linked(modules: Mapping[str, str], entry: str = "main.js") -> str:
    return link(modules.__getitem__, entry)


def ran(folder: Path, modules: Mapping[str, str], how: str) -> str:
    """Return what the program ``how`` prints, once over the modules as they are and once over the linked file: the same."""
    said = []
    for kind, files in {"many": modules, "one": {"main.js": linked(modules)}}.items():
        for name, script in files.items():
            place = folder / kind / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(script, "utf-8")
        (folder / kind / "package.json").write_text('{"type": "module"}')
        program = f'import * as whole from "{folder / kind / "main.js"}";\nconsole.log(JSON.stringify({how}));'
        done = subprocess.run(["node", "--input-type=module", "-e", program], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        said.append(done.stdout)
    assert said[0] == said[1]
    return said[0]


def test_names_that_stand_in_two_modules_stay_apart(tmp_path: Path) -> None:
    modules = {
        "main.js": 'import{start as first}from"./a.js";import{start as second,fold}from"./deep/b.js";'
        "const start=()=>[first(),second(),fold];const hidden=3;export{start};export const own=()=>hidden;",
        "a.js": 'const hidden=1;export const start=()=>hidden;export const unused="fetch";',
        "deep/b.js": 'import{start as theirs}from"../a.js";const hidden=2;export const start=()=>[hidden,theirs()];export const fold="x";',
    }
    assert json.loads(ran(tmp_path, modules, "[whole.start(), whole.own(), Object.keys(whole)]")) == [[1, [2, 1], "x"], 3, ["own", "start"]]


def test_every_known_form_of_an_export_is_linked(tmp_path: Path) -> None:
    modules = {
        "main.js": """import { a, B, c, D, five, six, seven } from "./all.js";
export { a as first, six } from "./all.js";
export class Whole { static said = [a, new B().b, c(), [...D()], five, seven]; }
export const later = () => c().then ? 1 : 2;
""",
        "all.js": """import { kept } from "./kept.js";
export const a = [1, 2].map((each) => each + 1), nothing = 0;
""".replace(", nothing = 0", "")
        + """export class B { b = /[/}]export const x=1;/.source; }
export async function c() { return 1; }
export function* D() { yield 4; }
const E = 5;
export { E as five, kept as seven };
export { six, } from "./kept.js";
""",
        "kept.js": "export const kept = { export: 7, import: 8, if: 2 }; export const six = kept.if / 2 / kept.import;\nkept.export = 70;\n"
        "function spare(a, b) { return a; }\nexport default spare;\n",
    }
    said = json.loads(ran(tmp_path, modules, "[whole.first, whole.six, whole.Whole.said, whole.later()]"))
    assert said == [[2, 3], 0.125, [[2, 3], "[/}]export const x=1;", {}, [4], 5, {"export": 70, "import": 8, "if": 2}], 1]


def test_modules_run_once_in_the_order_of_a_browser(tmp_path: Path) -> None:
    modules = {
        "main.js": 'import{b}from"./b.js"; import{a}from"./a.js"; import{log}from"./log.js"; log.push("main"); export {log};',
        "a.js": 'import { log } from "./log.js"; import { b } from "./b.js"; log.push("a" + b); export const a = 1;',
        "b.js": 'import { log } from "./log.js"; log.push("b"); export const b = 2;',
        "log.js": 'export const log = ["log"];',
    }
    assert json.loads(ran(tmp_path, modules, "whole.log")) == ["log", "b", "a2", "main"]


TRAPS = {
    "a text": """'import { x } from "./none.js";'""",
    "a text with its own mark": r'''"\"; import { x } from \"./none.js\"; export const y = 1; //"''',
    "a template": '`\nimport { x } from "./none.js";\nexport const y = ${`}${"`"}\nexport {z};`.length};\n`',
    "a pattern": '/[/`"\'{]\\/import {x} from "y";/.source',
    "a pattern after a keyword": "(() => { if (true) /[`]export/.test(''); return /`/g.source; })()",
    "divisions": "(() => { const a = [8], b = 2, g = 1; return a[0] / b / g + (a[0] + b) / g / b; })()",
    "a property": "({ import: 1, export: 2 }).export + ({ import: 1 })?.import",
    "comparisons": "((a = 8, b = a) => { let sum = a; sum += b === a && a !== 1 && b <= a ? 1 : 2; return sum; })()",
    "a comment": '1 /* import { x } from "./none.js"; ` */ + 1 // export { ` \' "\n',
}


@pytest.mark.parametrize("said", TRAPS.values(), ids=list(TRAPS))
def test_words_that_only_look_like_imports_stay(tmp_path: Path, said: str) -> None:
    modules = {
        "main.js": 'import{value}from"./value.js";export const twice=[value,value];',
        "value.js": f"export const value = {said};\nexport const last = 1;\n",
    }
    assert len(json.loads(ran(tmp_path, modules, "whole.twice"))) == 2


REFUSED = {
    "everything of a module": 'import * as all from "./a.js";',
    "its default": 'import a from "./a.js";',
    "a module for what it does": 'import "./a.js";',
    "a module when the time comes": 'export const later = () => import("./a.js");',
    "a module at once": 'import("./a.js");',
    "where it stands": "export const place = () => import.meta.url;",
    "a package": 'import { a } from "a";',
    "data": 'import { a } from "./a.js" with { type: "json" };',
    "everything passed on": 'export * from "./a.js";',
    "a name in quotes": 'export { a as "b c" } from "./a.js";',
    "what may change": "export let a = 1;",
    "what may change, as of old": "export var a = 1;",
    "what may change, listed": "let a = 1; export { a };",
    "what may change, the second of two": "var b = (1, 2), a = 1; export { a as c };",
    "what gets another value": "export function a() {} a = 2;",
    "what gets more": "const more = () => (a += 2); export class a {}",
    "what is counted": "export function a() {} a++;",
    "a default that has no name": "export default () => 1;",
    "parts of a thing": "export const { a, b } = { a: 1, b: 2 };",
    "two in one": "export const a = (1, [2, 3]), b = 2;",
    "a missing semicolon": 'import { a } from "./a.js"\n',
    "a constant without its semicolon": "export const a = 1\n",
    "an export in a block": "{ export const a = 1; }",
    "one name twice": "const a = 1; export { a, a };",
    "what is not there": 'import { none } from "./a.js";',
    "what is not there, passed on": 'export { none } from "./a.js";',
    "a module that is not there": 'import { a } from "./none.js";',
    "a name that linking needs": "const $0 = 1;",
    "a default of the whole": "const a = 1; export default a;",
    "a slash that may be two things": "const a = {} / 2 / 1;",
    "a text without an end": 'const a = "b;',
    "a template without an end": "const a = `b;",
    "a bracket without an end": "const a = [1;",
    "a bracket that was never open": "const a = 1];",
    "a sign that nobody knows": "@decorated class A {}",
}


@pytest.mark.parametrize("said", REFUSED.values(), ids=list(REFUSED))
def test_what_is_written_in_any_other_way_is_not_linked(said: str) -> None:
    def script(name: str) -> str:
        if name not in (known := {"main.js": said, "a.js": "export const a = 1; export const b = 2;"}):
            raise UnknownForm(name)
        return known[name]

    with pytest.raises(UnknownForm):
        link(script, "main.js")


def test_a_circle_of_imports_is_told_with_its_names() -> None:
    modules = {
        "main.js": 'import { a } from "./x/a.js";',
        "x/a.js": 'import { b } from "../b.js"; export const a = () => b;',
        "b.js": 'import { a } from "./x/a.js"; export const b = () => a;',
    }
    with pytest.raises(UnknownForm, match=r"main\.js > x/a\.js > b\.js > x/a\.js"):
        linked(modules)


def test_a_refusal_names_the_module_and_the_words() -> None:
    with pytest.raises(UnknownForm, match=r"main\.js: not a known form: 'export let waiting = 3;'"):
        linked({"main.js": "export let waiting = 3;"})


def test_tokens_are_the_whole_script() -> None:
    script = "const a=`x${b(`${c}`)}y`/2;if(a)/[/]/g.test(d.return/2);"
    found = list(tokens(script))
    assert "".join(token.said for token in found) == "consta=`x${b(`${c}`)}y`/2;if(a)/[/]/g.test(d.return/2);"
    assert [token.said for token in found if token.sort == "template"] == ["`x${", "`${", "}`", "}y`"]
    assert [token.said for token in found if token.sort == "pattern"] == ["/[/]/g"]
    assert {token.said: token.depth for token in found if token.sort == "word"} == {"const": 0, "a": 1, "b": 1, "c": 3, "if": 0, "d": 1}
