"""Wrong sign-ins at a steady rate, each from another address, at another login (B5).

guessing.py PORT SECONDS RATE prints how many answers had which status, as JSON.
"""

import http.client
import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

THREADS = 24
TOKEN = "g" * 32


def guess(port: int, number: int, threads: dict[int, http.client.HTTPConnection]) -> int:
    """One wrong sign-in on a connection that is kept; its status."""
    place = number % THREADS
    connection = threads.setdefault(place, http.client.HTTPConnection("127.0.0.1", port, 30))
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    login = f"nadie{number}@acme.example"
    fields = {"csrfmiddlewaretoken": TOKEN, "login": login, "password": "una-clave-equivocada"}
    headers = {
        "Host": f"localhost:{port}",
        "Origin": f"http://localhost:{port}",
        "Cookie": f"csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": address,
    }
    connection.request("POST", "/entrar/", urlencode(fields), headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def work(port: int, place: int, seconds: float, rate: float) -> Counter[int]:
    """Every THREADS-th of the guesses, each at its moment; late ones at once."""
    kept: dict[int, http.client.HTTPConnection] = {}
    began, found = time.monotonic(), Counter[int]()
    for number in range(place, int(seconds * rate), THREADS):
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        if time.monotonic() - began > seconds:
            break
        found[guess(port, number, kept)] += 1
    return found


def main() -> None:
    port, seconds, rate = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    with ThreadPoolExecutor(THREADS) as pool:
        parts = pool.map(lambda place: work(port, place, seconds, rate), range(THREADS))
        print(json.dumps(sum(parts, Counter())))


if __name__ == "__main__":
    main()
