import base64
import hashlib
import tomllib

from tests.ui.sheets import ROOT, STATIC

PACKAGES = tomllib.loads((ROOT / "vendor.lock").read_text())["package"]


def digest(path):
    return (
        "sha512-"
        + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    )


def test_vendored_files_are_those_of_the_lock():
    locked = {
        name: told for package in PACKAGES for name, told in package["files"].items()
    }

    assert {name: digest(ROOT / name) for name in locked} == locked


def test_every_foreign_file_is_in_the_lock():
    foreign = [*STATIC.glob("fonts/*"), *STATIC.glob("*.min.js")]
    locked = {name for package in PACKAGES for name in package["files"]}

    assert {str(path.relative_to(ROOT)) for path in foreign} <= locked


def test_every_package_has_a_licence():
    assert {package["licence"] for package in PACKAGES} == {
        "0BSD",
        "Apache-2.0",
        "OFL-1.1",
    }
    apache = ROOT / "tests" / "events" / "standards" / "LICENSE"
    assert "Apache License" in apache.read_text()
    assert "SIL Open Font License" in (ROOT / "ui" / "fonts" / "OFL.txt").read_text()
