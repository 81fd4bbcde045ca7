"""Points: a check that passes is one, unless the exercise passes no more than it does unchanged."""


class Scores:
    def __init__(self, exercises, untouched):
        self.exercises = exercises
        self.unchanged = {name: set(verdict.passed) for name, verdict in untouched.items()}
        self.totals = {name: verdict.total for name, verdict in untouched.items()}
        self.total = sum(self.totals.values())

    def is_complete(self):
        """Whether every check of the course has sent a report."""
        return all(self.totals.values())

    def complete_unchanged(self):
        return [name for name, total in self.totals.items() if len(self.unchanged[name]) == total]

    def of(self, result, name):
        verdict = result.verdicts.get(name)
        if verdict is None or set(verdict.passed) <= self.unchanged[name]:
            return 0
        return len(verdict.passed)

    def sum_of(self, result):
        return sum(self.of(result, exercise.name) for exercise in self.exercises)

    def solved(self, result):
        names = [exercise.name for exercise in self.exercises]
        return sum(self.of(result, name) == self.totals[name] for name in names)
