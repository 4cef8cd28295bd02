"""The built-in sample portals: five invented government sites that live on 127.0.0.1.

`dafu demo` crawls them and the tests use them as their local test site. Places, people, numbers and
sentences are invented; the pages have the structure of the real systems (海云/TRS and Hanweb).
"""
