"""The people of the journeys and what they answer."""

from typing import Any

PENSION, PASSPORT = "1.014027", "1.001456"
VAN_DON = {"province": "22", "commune": "06994"}
HOME = {**VAN_DON, "detail": "Thôn Đông Nam, Quan Lạn"}

OLD_WOMAN: dict[str, Any] = {
    "submitter.for_whom": "myself",
    "pension.request": "new",
    "owner.name": "NGUYỄN THỊ MẾN",
    "owner.birth_date": "1945",
    "owner.sex": "female",
    "owner.ethnicity": "kinh",
    "owner.personal_id": "022145000123",
    "pension.has_insurance": False,
    "pension.other_allowance": "Không",
    "owner.address": HOME,
    "owner.mail_address": HOME,
    "payment.way": "cash",
    "guardian.exists": False,
    "unit": VAN_DON,
    "visit.ask": "cannot_come",
    "contact.way": "own_phone",
    "contact.phone": "0912345678",
    "result.way": "at_desk",
}

FISHERMAN: dict[str, Any] = {
    "trip.place": "abroad",
    "submitter.for_whom": "myself",
    "applicant.vneid": False,
    "passport.request": "first",
    "applicant.surname": "BÙI",
    "applicant.given_name": "VĂN HẢI",
    "applicant.birth_date": "1971-03-08",
    "applicant.sex": "male",
    "applicant.personal_id": "034071000123",
    "applicant.permanent_address": HOME,
    "applicant.lives_at_permanent": True,
    "contact.way": "own_phone",
    "contact.phone": "0912345678",
    "result.way": "at_desk",
}
