"""Extensions that several parts share."""

from flask_compress import Compress

compress = Compress()
