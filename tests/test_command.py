"""Claims about the command line as a whole: help, usage errors, completion, imports, how a process ends."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from glossograph.cli.program import COMMANDS, command
from tests.command import COMMAND, run
from tests.conftest import Write


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_command_alone_prints_the_help() -> None:
    assert run() == run("--help") == run("-h")
    assert run().returncode == 0
    assert "Usage: glossograph [OPTIONS] [COMMAND] [ARGS]..." in run().stdout


def test_the_help_lists_every_command_with_the_line_that_the_table_has() -> None:
    shown = dict(re.findall(r"^  ([a-z]+) {2,}(\S.*\.)$", run("--help").stdout, re.MULTILINE))
    assert shown == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_a_module_with_options_and_a_run(name: str) -> None:
    found = command.get_command(click.Context(command), name)
    assert found is import_module(f"glossograph.cli.{name}").run
    assert found is not None
    help_text = run(name, "--help")
    assert help_text.returncode == 0
    assert help_text.stdout.startswith(f"Usage: glossograph {name} [OPTIONS]")
    undescribed = [option.name for option in found.params if isinstance(option, click.Option) and not option.help]
    assert undescribed == []


def test_the_version_is_printed() -> None:
    from glossograph import __version__

    assert run("--version") == (0, f"glossograph {__version__}\n", "")


USAGE_ERRORS = [
    (["shwo", "bond"], "No such command 'shwo'. Did you mean 'show'? (see `glossograph --help`)"),
    (["zzz"], "No such command 'zzz' (see `glossograph --help`)"),
    (["--vesion"], "No such option '--vesion'. Did you mean '--version'? (see `glossograph --help`)"),
    (["build", "--formt", "x"], "No such option '--formt'. Did you mean '--format'? (see `glossograph build --help`)"),
    (["show"], "Missing argument 'TERM' (see `glossograph show --help`)"),
    (["show", "a", "b"], "Got unexpected extra argument (b) (see `glossograph show --help`)"),
    (["export", "--to"], "Option '--to' requires an argument (see `glossograph export --help`)"),
    (["top", "--number", "x"], "Invalid value for '--number': 'x' is not a valid whole number (see `glossograph top --help`)"),
]


@pytest.mark.parametrize(("arguments", "message"), USAGE_ERRORS)
def test_a_usage_error_is_one_line_that_suggests_the_nearest_name_and_the_help(arguments: list[str], message: str) -> None:
    assert run(*arguments) == (2, "", f"glossograph: {message}\n")


def test_a_list_option_takes_several_words_and_may_be_repeated(write: Write, tmp_path: Path) -> None:
    root = write({"en/a.md": "---\ntitle: A\n---\nx"})
    for formats in (["--format", "dot", "jgf"], ["--format", "dot", "--format", "jgf"], ["--format=dot", "--format=jgf"]):
        assert run("build", root, *formats, "-o", tmp_path / "out").returncode == 0
        assert sorted(files(tmp_path / "out")) == ["graph.dot", "graph.jgf.json"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("glossograph ne", ["neighbourhood"]),
        ("glossograph build --ev", ["--evidence"]),
        ("glossograph build --related m", ["mutual"]),
        ("glossograph export --to ge", ["gephi", "gexf"]),
    ],
)
def test_the_shell_completes_commands_options_and_values(
    words: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_GLOSSOGRAPH_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    done = run()
    assert (done.returncode, done.stdout.split()) == (0, [f"plain,{word}" for word in expected])


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_help_says_how_to_switch_completion_on(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"_GLOSSOGRAPH_COMPLETE={shell}_source glossograph" in run("--help").stdout
    monkeypatch.setenv("_GLOSSOGRAPH_COMPLETE", f"{shell}_source")
    done = run()
    assert done.returncode == 0
    assert f"_GLOSSOGRAPH_COMPLETE={shell}_complete" in done.stdout


LOADED = """
import sys
from glossograph.cli import main
for arguments in sys.argv[1:]:
    main(arguments.split())
print(*sys.modules, file=sys.stderr)
"""


def modules_loaded_by(*commands: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", LOADED, *commands], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.slow
def test_help_imports_only_what_it_needs() -> None:
    ours = {name for name in modules_loaded_by("--help") if name.startswith("glossograph")}
    light = ("", ".ending", ".program", ".terminal")
    assert ours <= {"glossograph", "glossograph.errors", *(f"glossograph.cli{name}" for name in light)}
    loaded = modules_loaded_by(*(f"{name} --help" for name in COMMANDS))
    assert loaded >= {f"glossograph.cli.{name}" for name in COMMANDS}
    assert not loaded & {"rdflib", "networkx", "pyvis", "pyoxigraph", "numpy", "yaml", "rich", "sqlite3", "pyromark"}


@pytest.mark.slow
def test_a_command_imports_only_what_it_needs(write: Write, tmp_path: Path) -> None:
    root = write({"en/a.md": "---\ntitle: A\n---\n[b](/b)"})
    loaded = modules_loaded_by(f"build {root} -o {tmp_path / 'out'} --format turtle")
    assert "glossograph.rdf.turtle" in loaded
    assert not loaded & {"pyvis", "watchfiles", "glossograph.lint.runner", "glossograph.sparql.dataset", "glossograph.cli.watch"}
    loaded = modules_loaded_by(f"show a --build {tmp_path / 'out'} --json")
    assert "glossograph.serialise.json_shapes" in loaded
    assert not loaded & {"numpy", "scipy", "rich", "glossograph.pages", "glossograph.lint", "glossograph.sparql"}


@pytest.mark.slow
def test_the_command_ends_with_its_status_and_all_its_output(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("glossograph")
    for command_line in ([*COMMAND], [str(script)]):
        done = subprocess.run([*command_line, "check", "--explain", "all"], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == run("check", "--explain", "all").stdout
        assert subprocess.run([*command_line, "stats"], cwd=tmp_path, capture_output=True, check=False).returncode == 2


READING = [
    *(["show", "a"], ["path", "a", "b"], ["top"], ["communities"], ["stats"], ["why", "a"]),
    *(["query", "ASK { ?s ?p ?o }"], ["validate"], ["export", "--to", "dot"], ["neighbourhood", "a", "-o", "near.html"]),
]


def test_build_writes_to_out_and_other_commands_read_from_there(write: Write, tmp_path: Path) -> None:
    write({"en/a.md": "---\ntitle: A\n---\n[b](/b)", "en/b.md": "---\ntitle: B\n---\nx"})
    assert run("build", "Texts", cwd=tmp_path).returncode == 0
    assert "graph.ttl" in files(tmp_path / "out")
    for arguments in READING:
        assert run(*arguments, cwd=tmp_path).returncode == 0, arguments


@pytest.mark.parametrize("arguments", READING)
def test_without_a_build_a_command_names_the_folder_and_the_option(tmp_path: Path, arguments: list[str]) -> None:
    remedy = "no such file or folder: run `glossograph build`, or name the folder of a build with --build"
    assert run(*arguments, cwd=tmp_path) == (2, "", f"glossograph: out: {remedy}\n")
    assert run(*arguments, "--build", "nowhere", cwd=tmp_path) == (2, "", f"glossograph: nowhere: {remedy}\n")


def test_ctrl_c_while_the_arguments_are_read_is_reported_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(click.Command, "parse_args", interrupt)
    assert run("build", "--sample") == (130, "", "glossograph: Interrupted\n")
