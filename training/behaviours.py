"""The behaviours the issue names, judged by the model alone. python behaviours.py --name soup4"""
import argparse

import torch

from config import write_log
from evaluate import classes
from student import load

CASES = [
    ("Beijing will not renounce the use of force.", 0),
    ("He said his country will not renounce the use of force against the island.", 0),
    ("Neither side wants a crisis.", 2),
    ("Neither side wants a crisis, the minister said.", 2),
    ("China does not seek war with the United States.", 2),
    ("The government does not seek war.", 2),
    ("The two countries held talks on nuclear weapons and agreed to cooperate.", 2),
    ("The earthquake killed 1,200 people and injured more than 4,000.", 1),
    ("The death toll from the earthquake rose to 2,300, officials said.", 1),
    ("Japan condemned the kidnapping together with its partners.", None),
    ("JAPAN AND CHINA AGREE TO RESUME DIALOGUE", 2),
    ("Japan and China agree to resume dialogue", 2),
    ("WANG YI: We welcome the agreement between the two sides.", 2),
    ("“We strongly condemn this act of aggression,” the minister said.", 0),
    ("WE STRONGLY CONDEMN THIS ACT OF AGGRESSION", 0),
    ("US slaps new sanctions on Iran over missile test", 0),
    ("MR. KIRBY: We condemn the attack in the strongest terms.", 0),
    ("The ministers will meet in Geneva on Tuesday at ten.", None),
]


FAILURES = [  # what the model card shows; the class a reader would give
    ("The police clashed with protesters outside the parliament and arrested forty people.", 1),
    ("The wire has moved four hundred metres into our orchards, the farmers said.", 0),
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--encoder", default="int8")
    args = parser.parse_args()
    torch.set_num_threads(1)
    model, _ = load(args.name, args.encoder)
    rows = []
    for (text, want), p in zip(CASES + FAILURES, classes(model, [t for t, _ in CASES + FAILURES])):
        mark = "  " if want is None else "ok" if p.argmax() == want else "NO"
        print(mark, [round(float(x), 2) for x in p], text)
        rows.append({"text": text, "expected": want, "probabilities": [round(float(x), 4) for x in p]})
    write_log(f"{args.name}_behaviours", {"cases": rows[: len(CASES)], "failures": rows[len(CASES) :]})


if __name__ == "__main__":
    main()
