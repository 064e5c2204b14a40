"""Everything that changes a dossier, in the citizen's and the officer's tongue.

Each verb takes the open transaction, the keyring, the actor and the moment, takes the dossier in hand under a lock, and
asks state and policy again there. The verbs live in modules by who says them; this one is where callers find them.
"""

from webapp.dossiers.access import grant, grant_tracking, hand_out, leave_browser, open_for_tracking, resume
from webapp.dossiers.answering import (
    CLEAR,
    Change,
    FileStamp,
    PaperChoice,
    add_row,
    attach_paper,
    choose_route,
    decide_paper,
    explain_warning,
    later,
    record_answers,
    remove_paper,
    remove_row,
)
from webapp.dossiers.casework import (
    accept,
    appraise,
    approve,
    erase,
    record_opening,
    refuse,
    return_result,
    seal,
    send_back,
    take_on_paper,
)
from webapp.dossiers.handing_in import (
    Route,
    Submission,
    Submitted,
    ask_help,
    frozen_day,
    give_consent,
    note_official_code,
    submit_dossier,
    withdraw,
    withdraw_consent,
)
from webapp.dossiers.owner import Owner, owner_of
from webapp.dossiers.starting import Started, keep_definition, start_dossier
from webapp.dossiers.work import FormStamp, Recorded

__all__ = [
    "CLEAR",
    "Change",
    "FileStamp",
    "FormStamp",
    "Owner",
    "PaperChoice",
    "Recorded",
    "Route",
    "Started",
    "Submission",
    "Submitted",
    "accept",
    "add_row",
    "appraise",
    "approve",
    "ask_help",
    "attach_paper",
    "choose_route",
    "decide_paper",
    "erase",
    "explain_warning",
    "frozen_day",
    "give_consent",
    "grant",
    "grant_tracking",
    "hand_out",
    "keep_definition",
    "later",
    "leave_browser",
    "note_official_code",
    "open_for_tracking",
    "owner_of",
    "record_answers",
    "record_opening",
    "refuse",
    "remove_paper",
    "remove_row",
    "resume",
    "return_result",
    "seal",
    "send_back",
    "start_dossier",
    "submit_dossier",
    "take_on_paper",
    "withdraw",
    "withdraw_consent",
]
