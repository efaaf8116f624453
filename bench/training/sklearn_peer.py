"""The peer of `npm run bench:training`: scikit-learn's LinearSVC on character 2- to 5-grams.

python sklearn_peer.py FOLDER  trains on FOLDER/train.csv, tests on FOLDER/test.csv, and prints one
line of JSON. Times leave out the imports and the reading of the files, as on the other side.
"""

import csv
import json
import os
import resource
import sys
import time

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["category"] for row in rows]


folder = sys.argv[1]
texts, labels = read(folder, "train.csv")
test_texts, test_labels = read(folder, "test.csv")

started = time.perf_counter()
vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
classifier = LinearSVC(C=1)
classifier.fit(vectorizer.fit_transform(texts), labels)
seconds = time.perf_counter() - started

print(
    json.dumps(
        {
            "version": sklearn.__version__,
            "seconds": seconds,
            "accuracy": classifier.score(vectorizer.transform(test_texts), test_labels),
            "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
    )
)
