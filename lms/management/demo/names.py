"""Invented names in both scripts. Whoever bears one of them really: it is chance."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

Name = tuple[str, str]
"""Latin and Arabic."""

GIRLS: tuple[Name, ...] = (
    ("Salma", "سلمى"), ("Khadija", "خديجة"), ("Imane", "إيمان"), ("Aya", "آية"),
    ("Hiba", "هبة"), ("Houda", "هدى"), ("Malak", "ملاك"), ("Zineb", "زينب"),
    ("Douae", "دعاء"), ("Nour", "نور"), ("Fatima-Zahra", "فاطمة الزهراء"), ("Sara", "سارة"),
    ("Meryem", "مريم"), ("Chaimae", "شيماء"), ("Oumaima", "أميمة"), ("Kawtar", "كوثر"),
    ("Hajar", "هاجر"), ("Ikram", "إكرام"), ("Soukaina", "سكينة"), ("Rim", "ريم"),
    ("Asmae", "أسماء"), ("Wiam", "وئام"), ("Nada", "ندى"), ("Ghita", "غيثة"),
)  # fmt: skip
BOYS: tuple[Name, ...] = (
    ("Yassine", "ياسين"), ("Hamza", "حمزة"), ("Ibrahim", "إبراهيم"), ("Adam", "آدم"),
    ("Amine", "أمين"), ("Bilal", "بلال"), ("Ismaïl", "إسماعيل"), ("Mehdi", "مهدي"),
    ("Omar", "عمر"), ("Ayoub", "أيوب"), ("Anas", "أنس"), ("Zakaria", "زكرياء"),
    ("Reda", "رضا"), ("Ilyas", "إلياس"), ("Othmane", "عثمان"), ("Soufiane", "سفيان"),
    ("Marouane", "مروان"), ("Walid", "وليد"), ("Badr", "بدر"), ("Nabil", "نبيل"),
    ("Youssef", "يوسف"), ("Karim", "كريم"), ("Taha", "طه"), ("Saad", "سعد"),
)  # fmt: skip
MOTHERS: tuple[Name, ...] = (
    ("Latifa", "لطيفة"), ("Naïma", "نعيمة"), ("Rachida", "رشيدة"), ("Malika", "مليكة"),
    ("Aïcha", "عائشة"), ("Zohra", "زهرة"), ("Saadia", "سعدية"), ("Fatna", "فاطنة"),
    ("Halima", "حليمة"), ("Najat", "نجاة"), ("Touria", "ثورية"), ("Mina", "مينة"),
)  # fmt: skip
FATHERS: tuple[Name, ...] = (
    ("Hassan", "حسن"), ("Mohamed", "محمد"), ("Abdellah", "عبد الله"), ("Driss", "إدريس"),
    ("Brahim", "إبراهيم"), ("Mustapha", "مصطفى"), ("Lahcen", "لحسن"), ("Saïd", "سعيد"),
    ("Jamal", "جمال"), ("Ahmed", "أحمد"), ("Larbi", "العربي"), ("Miloud", "ميلود"),
)  # fmt: skip
FAMILIES: tuple[Name, ...] = (
    ("Berrada", "برادة"), ("Kabbaj", "القباج"), ("Ouazzani", "الوزاني"), ("Daoudi", "الداودي"),
    ("Zahraoui", "الزهراوي"), ("Lahlou", "لحلو"), ("Idrissi", "الإدريسي"), ("Naciri", "الناصري"),
    ("Chraibi", "الشرايبي"), ("Tazi", "التازي"), ("Rami", "رامي"), ("Hilali", "الهلالي"),
    ("Sabri", "صبري"), ("Mansouri", "المنصوري"), ("Filali", "الفيلالي"), ("Alaoui", "العلوي"),
    ("Bennis", "بنيس"), ("Cherkaoui", "الشرقاوي"), ("Amrani", "العمراني"), ("Ghazi", "الغازي"),
    ("Jabri", "الجابري"), ("Khattabi", "الخطابي"), ("Marrakchi", "المراكشي"), ("Slaoui", "السلاوي"),
    ("Ouhaddou", "أوحدو"), ("Aït Lahcen", "آيت لحسن"), ("Bouzid", "بوزيد"), ("Fassi", "الفاسي"),
    ("Rifai", "الرفاعي"), ("Tahiri", "الطاهري"), ("Ziani", "الزياني"), ("Haddad", "الحداد"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FullName:
    given: Name
    family: Name

    @property
    def fields(self) -> dict[str, str]:
        """The four name fields of an account."""
        return {
            "given_name_latin": self.given[0],
            "family_name_latin": self.family[0],
            "given_name_arabic": self.given[1],
            "family_name_arabic": self.family[1],
        }


def find_given(latin: str) -> Name:
    return next(name for name in GIRLS + BOYS if name[0] == latin)


def find_family(latin: str) -> Name:
    return next(name for name in FAMILIES if name[0] == latin)


def full_name(given: str, family: str) -> FullName:
    return FullName(find_given(given), find_family(family))


def draw_names(
    rng: random.Random, *, girls: int, boys: int, taken: set[FullName]
) -> Iterator[FullName]:
    """Draw names that nobody bears yet, girls and boys mixed."""
    kinds = [GIRLS] * girls + [BOYS] * boys
    rng.shuffle(kinds)
    for given_names in kinds:
        while True:
            name = FullName(rng.choice(given_names), rng.choice(FAMILIES))
            if name not in taken:
                break
        taken.add(name)
        yield name
