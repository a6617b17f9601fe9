"""scikit-learn beside Andon: does a task for each line it reads, and says how much processor it took, in milliseconds."""

import sys
import time

import numpy
import sklearn
from sklearn.ensemble import IsolationForest
from sklearn.linear_model import LinearRegression

file, columns = sys.argv[1], int(sys.argv[2])
rows = numpy.fromfile(file, dtype=numpy.float64).reshape(-1, columns)
inputs, target = numpy.ascontiguousarray(rows[:, :-1]), numpy.ascontiguousarray(rows[:, -1])
new_forest = lambda: IsolationForest(n_estimators=100, max_samples=256, random_state=42)
grown = new_forest().fit(rows)

TASKS = {
    "forest_fit": lambda: new_forest().fit(rows),
    "forest_score": lambda: grown.score_samples(rows),
    "squares": lambda: LinearRegression().fit(inputs, target),
}

print(sklearn.__version__, flush=True)
for line in sys.stdin:
    work = TASKS[line.strip()]
    before = time.process_time()
    work()
    print(1000 * (time.process_time() - before), flush=True)
