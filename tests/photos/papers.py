"""Photos of papers as people take them, good and bad, all drawn here: nothing is anybody's. The same seed gives the same picture.

The scene is 1,600 x 1,200 pixels, as it is after shrinking: a sheet with writing lies a little turned on a table; then light, lens
and grain of a cheap phone are put on.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SIZE = (1600, 1200)
SAMPLE = (800, 600)
WORDS = (
    "ho",
    "va",
    "ten",
    "ngay",
    "sinh",
    "noi",
    "thuong",
    "tru",
    "thon",
    "dac khu",
    "tinh",
    "so dinh danh",
    "kinh gui",
    "trinh bay",
    "viec sau",
    "toi",
    "xin",
)
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Scene:
    """What lies where, and in which light. ``ink`` and ``sheet``: brightness; ``shift``: how far the sheet is from the middle."""

    seed: int
    sort: str = "letter"  # letter | certificate | card | receipt | handwriting
    sheet: int = 226
    ink: int = 45
    table: Colour = (92, 70, 52)
    shift: tuple[int, int] = (0, 0)
    zoom: float = 1.0
    turn: float = 2.0


def photo(scene: Scene) -> Image.Image:
    """Return the sheet on its table in good light, through a good lens."""
    chance = random.Random(scene.seed)
    table = _table(scene, chance)
    paper, mask = _sheet(scene, chance)
    place = ((SIZE[0] - paper.width) // 2 + scene.shift[0], (SIZE[1] - paper.height) // 2 + scene.shift[1])
    table.paste(paper, place, mask)
    return table


def seen(picture: Image.Image, seed: int = 0, grain: int = 5) -> Image.Image:
    """Return what a cheap phone makes of it: darker corners, grain, a JPEG's blocks are left to the page."""
    light = Image.radial_gradient("L").resize(picture.size).point(lambda far: 255 - far // 6)
    picture = ImageChops.multiply(picture, light.convert("RGB"))
    noise = Image.frombytes("L", SAMPLE, random.Random(seed).randbytes(SAMPLE[0] * SAMPLE[1])).resize(picture.size)
    noise = noise.point(lambda level: 128 + (level - 128) * grain // 128)
    return ImageChops.add(picture, noise.convert("RGB"), 1, -128)


def _table(scene: Scene, chance: random.Random) -> Image.Image:
    """A table of wood: grain along, from boards of several shades."""
    streaks = Image.frombytes("L", (20, 200), chance.randbytes(4000)).resize(SIZE).filter(ImageFilter.GaussianBlur(2))
    shade = streaks.point(lambda level: 215 + level // 6)
    return ImageChops.multiply(Image.new("RGB", SIZE, scene.table), shade.convert("RGB"))


def _sheet(scene: Scene, chance: random.Random) -> tuple[Image.Image, Image.Image]:
    width, height = {"card": (1000, 630), "receipt": (560, 1050)}.get(scene.sort, (790, 1080))
    paper = Image.new("RGB", (width, height), (scene.sheet, scene.sheet, scene.sheet - 6))
    _write(paper, scene, chance)
    size = (round(width * scene.zoom), round(height * scene.zoom))
    paper = paper.resize(size, Image.Resampling.BILINEAR)
    turned = paper.rotate(scene.turn, Image.Resampling.BILINEAR, expand=True)
    mask = Image.new("L", size, 255).rotate(scene.turn, Image.Resampling.BILINEAR, expand=True)
    return turned, mask


def _write(paper: Image.Image, scene: Scene, chance: random.Random) -> None:
    brush, ink = ImageDraw.Draw(paper), (scene.ink, scene.ink, scene.ink + 10)
    width, height = paper.size
    if scene.sort == "certificate":
        for far in (22, 32):
            brush.rectangle((far, far, width - far, height - far), outline=(150, 60, 50), width=4)
    if scene.sort == "card":
        brush.rectangle((40, 200, 270, 520), fill=(120, 105, 95))
        brush.ellipse((105, 240, 205, 370), fill=(205, 170, 150))
    size = 18 if scene.sort == "receipt" else 22
    left = 310 if scene.sort == "card" else 70
    for line in range(90, height - 90, round(size * 1.9)):
        if scene.sort == "handwriting":
            _scribble(brush, left, line, width - 70, ink, chance)
        elif chance.random() > 0.12:
            _line(brush, (left, line), width - 70, size, ink, chance)
    if scene.sort in ("letter", "certificate"):
        brush.ellipse((width - 330, height - 330, width - 130, height - 130), outline=(190, 50, 60), width=6)


def _line(brush: ImageDraw.ImageDraw, at: tuple[int, int], right: int, size: int, ink: Colour, chance: random.Random) -> None:
    font = ImageFont.load_default(size)
    x = float(at[0])
    end = right if chance.random() > 0.2 else right - 200
    while x < end - 90:
        word = chance.choice(WORDS) + " "
        brush.text((x, at[1]), word, fill=ink, font=font)
        x += brush.textlength(word, font=font)


def _scribble(brush: ImageDraw.ImageDraw, x: int, y: int, right: int, ink: Colour, chance: random.Random) -> None:
    points = [(place, y + chance.randint(0, 20)) for place in range(x, right, 7)]
    brush.line(points, fill=ink, width=3, joint="curve")


def scan(scene: Scene) -> Image.Image:
    """Return the same sheet as a scanner makes it: pure white, to the edges."""
    chance = random.Random(scene.seed)
    paper = Image.new("RGB", (1130, 1600), "white")
    _write(paper, scene, chance)
    return paper


def face(ground: int = 240, seed: int = 1) -> Image.Image:
    """Return a passport photo: a head and dark clothes before a white ground."""
    picture = Image.new("RGB", (1200, 1600), (ground, ground, ground))
    brush = ImageDraw.Draw(picture)
    brush.ellipse((360, 250, 840, 480), fill=(30, 25, 25))
    brush.rectangle((200, 1150, 1000, 1600), fill=(40, 45, 70))
    brush.ellipse((390, 320, 810, 930), fill=(215, 178, 155))
    for x in (480, 640):
        brush.ellipse((x, 560, x + 80, 600), fill=(60, 40, 35))
    brush.rectangle((540, 780, 660, 800), fill=(170, 90, 90))
    brush.rectangle((530, 900, 670, 1160), fill=(205, 168, 146))
    return picture.filter(ImageFilter.GaussianBlur(1.2))


def blurred(picture: Image.Image, pixels: float) -> Image.Image:
    """Out of focus: Gaussian, standard deviation in pixels of 1,600."""
    return picture.filter(ImageFilter.GaussianBlur(pixels))


def shaken(picture: Image.Image, pixels: int) -> Image.Image:
    """A hand that moved along the lines while the shutter was open."""
    moved = picture
    for step in range(1, pixels):
        moved = Image.blend(moved, ImageChops.offset(picture, step, step // 3), 1 / (step + 1))
    return moved


def lit(picture: Image.Image, times: float) -> Image.Image:
    """More or less light: below 1 darker, above 1 burnt out."""
    return picture.point(lambda level: min(255, round(level * times)))


def with_glare(picture: Image.Image, at: tuple[int, int], radius: int) -> Image.Image:
    """A lamp mirrored in a card: a white patch with a soft rim."""
    lamp = Image.new("L", picture.size, 0)
    ImageDraw.Draw(lamp).ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=255)
    return ImageChops.add(picture, lamp.filter(ImageFilter.GaussianBlur(radius // 5)).convert("RGB"))


def shaded(picture: Image.Image, strength: float = 0.7, soft: int = 25) -> Image.Image:
    """The shadow of hand and phone over half of the picture, as nearly every photo from above has it."""
    shadow = Image.new("L", picture.size, 255)
    width, height = picture.size
    ImageDraw.Draw(shadow).polygon([(0, 0), (width * 0.62, 0), (width * 0.4, height), (0, height)], fill=round(255 * strength))
    return ImageChops.multiply(picture, shadow.filter(ImageFilter.GaussianBlur(soft)).convert("RGB"))


def sample(picture: Image.Image) -> tuple[bytes, int, int]:
    """Return the pixels that the page judges: long edge 800, RGBA."""
    small = picture.copy()
    small.thumbnail((800, 800), Image.Resampling.BOX)
    return small.convert("RGBA").tobytes(), small.width, small.height


Make = Callable[[int], Image.Image]
SORTS = ("letter", "certificate", "card", "receipt", "handwriting")
TABLES: tuple[Colour, ...] = ((92, 70, 52), (60, 62, 66), (125, 95, 70), (40, 60, 90), (150, 140, 130))


def scene_of(seed: int, **how: object) -> Scene:
    """Return one of many ordinary scenes: sort, table, turn and light by the seed."""
    chance = random.Random(seed * 7 + 1)
    known: dict[str, object] = {
        "sort": SORTS[seed % 5],
        "table": TABLES[seed // 5 % 5],
        "turn": chance.uniform(-5, 5),
        "sheet": chance.randint(190, 244),
        "ink": chance.randint(20, 80),
        "shift": (chance.randint(-40, 40), chance.randint(-8, 8)),
        "zoom": chance.uniform(0.86, 0.97),
    }
    return Scene(seed, **(known | how))  # type: ignore[arg-type]  # the fields of Scene, by name


GOOD: dict[str, Make] = {
    "sharp": lambda seed: seen(photo(scene_of(seed)), seed),
    "slightly soft": lambda seed: seen(blurred(photo(scene_of(seed)), 1.4), seed),
    "faint print": lambda seed: seen(photo(scene_of(seed, ink=150, sheet=225)), seed),
    "in the evening": lambda seed: seen(lit(photo(scene_of(seed)), 0.62), seed, grain=12),
    "shadow of the hand": lambda seed: seen(shaded(photo(scene_of(seed))), seed),
    "only paper": lambda seed: seen(photo(scene_of(seed, sort="letter", zoom=2.1)), seed),
    "only paper, shaded": lambda seed: seen(shaded(photo(scene_of(seed, sort="letter", zoom=2.1)), 0.6), seed),
    "scan": lambda seed: scan(scene_of(seed)),
    "white card, bright": lambda seed: lit(photo(scene_of(seed, sort="card", sheet=240)), 1.12),
    "white table": lambda seed: seen(photo(scene_of(seed, table=(205, 203, 198))), seed),
    "hardly written": lambda seed: seen(photo(scene_of(seed, sort="card", ink=200)), seed),
}
FACES: dict[str, Make] = {
    "passport photo": lambda seed: seen(face(225 + seed % 25), seed),
    "passport photo, pure white": lambda seed: face(255, seed),
}
POOR: dict[str, tuple[str, Make]] = {
    "out of focus": ("blurred", lambda seed: seen(blurred(photo(scene_of(seed)), 5.5), seed)),
    "far out of focus": ("blurred", lambda seed: seen(blurred(photo(scene_of(seed)), 9), seed)),
    "a face out of focus": ("blurred", lambda seed: seen(blurred(face(235), 9), seed)),
    "shaken": ("blurred", lambda seed: seen(shaken(photo(scene_of(seed)), 22), seed)),
    "at night": ("dark", lambda seed: seen(lit(photo(scene_of(seed)), 0.26), seed, grain=14)),
    "lamp on a card": (
        "glare",
        lambda seed: with_glare(seen(photo(scene_of(seed, sort="card", sheet=205)), seed), (700 + seed * 9 % 250, 560), 150),
    ),
    "lamp on a letter": (
        "glare",
        lambda seed: with_glare(seen(photo(scene_of(seed, sort="letter", sheet=205)), seed), (800, 500 + seed * 7 % 200), 170),
    ),
    "burnt out": ("glare", lambda seed: lit(photo(scene_of(seed, sort="letter", zoom=2.5, ink=150)), 1.75)),
    "cut on the right": ("cut", lambda seed: seen(photo(scene_of(seed, sort="letter", shift=(560, 0), table=TABLES[seed % 4])), seed)),
    "cut on the left": ("cut", lambda seed: seen(photo(scene_of(seed, sort="certificate", shift=(-560, 0), table=TABLES[seed % 4])), seed)),
    "cut at the bottom": ("cut", lambda seed: seen(photo(scene_of(seed, sort="receipt", shift=(0, 300), table=TABLES[seed % 4])), seed)),
    "cut at the top": ("cut", lambda seed: seen(photo(scene_of(seed, sort="letter", shift=(0, -240), table=TABLES[seed % 4])), seed)),
}
