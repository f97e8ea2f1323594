"""Real and weird mail: every folder of the corpus imports without one failure."""

from __future__ import annotations

import psycopg

from tests.cli.conftest import RunCommand
from tests.mime.corpus import require_corpus

Superuser = psycopg.Connection[tuple[object, ...]]
#: Folder → how many mails are in it at least.
FOLDERS = {
    "cpython": 40,
    "flanker": 100,
    "mikel-mail": 100,
    "mime4j": 100,
    "nodemailer-mailparser": 8,
    "postal-mime": 5,
    "sisimai": 300,
    "stalwart": 100,
    "talon": 10,
}


def test_every_folder_imports_without_a_failure(cli: RunCommand, database_url: str, superuser: Superuser) -> None:
    corpus = require_corpus()
    for folder, at_least in FOLDERS.items():
        assert cli("create-admin", "ada@acme.test", "--organization", folder).code == 0
        outcome = cli("import", corpus / folder, "--organization", folder, "--json")
        assert outcome.code == 0, outcome.err
        report = outcome.json
        assert report["states"] == {"processed": report["imported"]}, folder
        assert report["mails"] >= at_least, folder
    assert superuser.execute("SELECT count(*) FROM message_occurrences WHERE state <> 'processed'").fetchone() == (0,)
    diff = cli("replay", "--dry-run", "--json").json
    assert diff["changed"] == 0, diff
