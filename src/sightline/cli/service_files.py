"""The command that compares what is stored of each file with what follows from its records."""

from __future__ import annotations

import click

from sightline.cli.options import json_option
from sightline.cli.service import set_up_service
from sightline.cli.text import counted, print_json, say


@click.command()
@click.option("--fix", is_flag=True, help="Judge the files again on which something differs.")
@json_option
@click.pass_context
def command(ctx: click.Context, fix: bool, as_json: bool) -> None:
    """Compare every obligation and involvement that is stored with what the records say.

    The obligations are worked out anew by the fast evaluator; they were stored by the plain one.
    Exit code 1 where anything differs, whether it was put right or not.
    """
    with set_up_service():
        from sightline.cli.inputs import progress
        from sightline.service.files.models import Subject
        from sightline.service.files.reconcile import reconcile
        from sightline.service.ledger.jobs import job

        files = Subject.objects.count()
        with job("reconcile", total=files) as running, progress(files, "Comparing") as bar:
            found = list(reconcile(fix=fix, progress=bar.update))
            running.advance(files, f"{counted(len(found), 'difference')}.")
    if as_json:
        print_json(
            {
                "files": files,
                "fixed": fix,
                "differences": [{"file": str(one.file), "differs": one.sentence} for one in found],
            }
        )
    else:
        for one in found:
            say(f"{one.file}: {one.sentence}")
        put_right = " They were judged again." if fix and found else ""
        say(f"{counted(files, 'file')} compared; {counted(len(found), 'difference')}.{put_right}")
    ctx.exit(1 if found else 0)
