"""`worker` from a terminal; what its workers do is tested with the other executors."""

import pytest

from bnviz.cli.main import main


@pytest.mark.parametrize("count", ["0", "257", "-1", "two", "1.5"])
def test_a_count_that_cannot_be_is_refused_in_one_sentence(
    count: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["worker", f"--count={count}"]) == 2
    said = capsys.readouterr().err
    assert f"'{count}' is not allowed, choose a whole number from 1 to 256" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("variable", "value"), [("BNVIZ_DATABASE_URL", "nonsense"), ("BNVIZ_WORKERS", "many")]
)
def test_a_setting_that_cannot_be_is_refused_in_one_sentence(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, value)
    assert main(["worker"]) == 2
    said = capsys.readouterr().err
    assert variable in said
    assert said.count("\n") == 1
