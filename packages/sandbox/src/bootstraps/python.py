"""The Lambda runtime for Python: loads the handler, then answers one event after another over one raw connection."""

import os
import sys

sys.dont_write_bytecode = True
# The bootstrap's own folder must not be where a function's imports are found.
sys.path[0] = os.environ.get("LAMBDA_TASK_ROOT", os.getcwd())

# Every module that is written in Python adds to every cold start: `json`, `logging` and `traceback` are loaded when they
# are needed, and `_socket` is `socket` without its pure part.
import _socket
import time

ADDRESS = os.environ["AWS_LAMBDA_RUNTIME_API"]
NEXT = (
    "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: %s\r\n\r\n" % ADDRESS
).encode()

# Above 128 KiB the C library would map and unmap memory for every read, which doubles the time of a warm call.
RECEIVE_BYTES = 65536


def main():
    connection = Connection(ADDRESS)
    if "GATEHOUSE_STARTED_AHEAD" in os.environ:
        become_function(connection)
    Context.read_environment()
    log = Log()
    bring_snapshot_hooks()
    try:
        handler = load_handler(os.environ.get("_HANDLER", ""))
    except Exception as error:
        described = describe(error)
        log.error(described)
        connection.post("/2018-06-01/runtime/init/error", described)
        sys.exit(1)
    if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start":
        wait_for_restore(connection, log)
    connection.send(NEXT)
    while True:
        headers, body = connection.next_event()
        connection.send(run(handler, headers, body, log), NEXT)


def become_function(connection):
    """Started before its function was known: asks which it is, and takes on its variables."""
    # While there is time, what most functions need.
    import json
    import logging
    import traceback

    connection.send(b"GET /gatehouse/function HTTP/1.1\r\nHost: gatehouse\r\n\r\n")
    variables = loads(connection.message()[2])
    # Python itself sets LC_CTYPE as it starts.
    for name in set(os.environ) - set(variables) - {"LC_CTYPE"}:
        del os.environ[name]
    os.environ.update(variables)
    # What was looked for before the function's files were there was not found, and remembered so.
    sys.path_importer_cache.clear()


SNAPSHOT_HOOKS = {"before": [], "after": []}


def bring_snapshot_hooks():
    """The module `snapshot_restore_py`, which Lambda's Python runtimes bring along."""

    def registrar(when):
        def register(function, *args, **kwargs):
            SNAPSHOT_HOOKS[when].append((function, args, kwargs))
            return function

        return register

    module = type(sys)("snapshot_restore_py")
    module.register_before_snapshot = registrar("before")
    module.register_after_restore = registrar("after")
    sys.modules[module.__name__] = module


def wait_for_restore(connection, log):
    """Runs the hooks around the wait that stands for a snapshot: the last registered runs first before it."""
    run_hooks(reversed(SNAPSHOT_HOOKS["before"]), connection, log, "init")
    connection.send(
        b"GET /2018-06-01/runtime/restore/next HTTP/1.1\r\nHost: gatehouse\r\n\r\n"
    )
    connection.message()
    run_hooks(SNAPSHOT_HOOKS["after"], connection, log, "restore")


def run_hooks(hooks, connection, log, phase):
    try:
        for function, args, kwargs in hooks:
            function(*args, **kwargs)
    except Exception as error:
        described = describe(error)
        log.error(described)
        connection.post("/2018-06-01/runtime/%s/error" % phase, described)
        sys.exit(1)


def run(handler, headers, body, log):
    """Runs one invocation and returns the whole request that answers it."""
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    log.request_id = request_id
    trace_id = headers.get("Lambda-Runtime-Trace-Id")
    if trace_id != log.trace_id:
        set_trace_id(trace_id)
        log.trace_id = trace_id
    try:
        result = handler(parse(body), Context(headers))
        call, answer, extra = "response", encode(result), ""
    except Exception as error:
        described = describe(error, request_id)
        log.error(described)
        call, answer, extra = "error", dump(described), type_header(described)
    log.flush()
    path = "/2018-06-01/runtime/invocation/%s/%s" % (request_id, call)
    return request(path, answer, extra)


def set_trace_id(trace_id):
    if trace_id is None:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    else:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id


# ---- the connection ---------------------------------------------------------------------------------------------


class Connection:
    def __init__(self, address):
        self.socket = handed_connection() or connected(address)
        self.rest = b""

    def send(self, *parts):
        """Sends the answer and the next request together, so that a warm call costs one write."""
        if sum(map(len, parts)) < 65536:
            self.socket.sendall(b"".join(parts))
        else:
            for part in parts:
                self.socket.sendall(part)

    def post(self, path, described):
        self.send(request(path, dump(described), type_header(described)))
        self.message()

    def next_event(self):
        while True:
            status, headers, body = self.message()
            if status == "200":
                return headers, body

    def message(self):
        """Reads one answer; the Runtime API always sends a Content-Length."""
        data = self.rest
        end = data.find(b"\r\n\r\n")
        while end < 0:
            data += self.receive()
            end = data.find(b"\r\n\r\n")
        lines = data[:end].decode("latin-1").split("\r\n")
        # As the Runtime API writes them: named in its own capitals, a blank before the value.
        headers = dict([line.split(": ", 1) for line in lines[1:]])
        start = end + 4
        stop = start + int(headers["Content-Length"])
        if len(data) < stop:
            parts, size = [data], len(data)
            while size < stop:
                part = self.receive()
                parts.append(part)
                size += len(part)
            data = b"".join(parts)
        self.rest = data[stop:]
        return lines[0][9:12], headers, data[start:stop]

    def receive(self):
        data = self.socket.recv(RECEIVE_BYTES)
        if not data:
            # Without its control process the environment has no purpose.
            os._exit(1)
        return data


def handed_connection():
    """The connection that the process was started with; None where a wrapper has kept it to itself."""
    try:
        descriptor = int(os.environ.pop("GATEHOUSE_CONNECTION"))
        handed = _socket.socket(fileno=descriptor)
        if handed.family == _socket.AF_UNIX:
            os.set_inheritable(descriptor, False)
            return handed
        handed.detach()
    except (KeyError, ValueError, OSError):
        pass
    return None


def connected(address):
    host, port = address.rsplit(":", 1)
    made = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    made.connect((host, int(port)))
    made.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
    return made


def request(path, body, extra=""):
    head = (
        "POST %s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: %d\r\n\r\n"
        % (path, ADDRESS, extra, len(body))
    )
    return head.encode("latin-1") + body


# ---- the handler ------------------------------------------------------------------------------------------------


class Fault(Exception):
    """An error of the runtime itself, with the type that Lambda gives it."""

    def __init__(self, error_type, message, trace=()):
        super().__init__(message)
        self.error_type = "Runtime." + error_type
        self.trace = list(trace)


def load_handler(name):
    try:
        module_path, function_name = name.rsplit(".", 1)
    except ValueError as error:
        raise Fault("MalformedHandlerName", "Bad handler '%s': %s" % (name, error))
    module_name = module_path.replace("/", ".")
    try:
        __import__(module_name)
        module = sys.modules[module_name]
    except ImportError as error:
        raise Fault(
            "ImportModuleError",
            "Unable to import module '%s': %s" % (module_path, error),
        )
    except SyntaxError as error:
        trace = ['  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)]
        raise Fault(
            "UserCodeSyntaxError",
            "Syntax error in module '%s': %s" % (module_path, error),
            trace,
        )
    handler = getattr(module, function_name, None)
    if handler is None:
        raise Fault(
            "HandlerNotFound",
            "Handler '%s' missing on module '%s'" % (function_name, module_path),
        )
    return handler


def parse(body):
    try:
        return loads(body) if body else None
    except ValueError as error:
        raise Fault("UnmarshalError", "Unable to unmarshal input: %s" % error)


def encode(result):
    try:
        return dumps(result).encode()
    except Exception as error:
        raise Fault("MarshalError", "Unable to marshal response: %s" % error)


def loads(text):
    """`json.loads` by its C part alone; whatever that does not take goes to `json` itself, which says what is wrong."""
    try:
        string = text if isinstance(text, str) else text.decode("utf-8")
        value, end = scan(string, len(string) - len(string.lstrip(" \t\r\n")))
        if not string[end:].strip(" \t\r\n"):
            return value
    except Exception:
        pass
    import json

    return json.loads(text)


def dumps(value):
    """`json.dumps` by its C part alone."""
    if make_encoder is None:
        import json

        return json.dumps(value, default=plain)
    return "".join(make_encoder()(value, 0))


def c_parts():
    """A function that reads JSON and one that makes an encoder, or what leads to `json` where Python lacks them."""
    try:
        import _json

        class Rules:
            strict = True
            object_hook = object_pairs_hook = None
            parse_float, parse_int = float, int
            parse_constant = {
                "NaN": float("nan"),
                "Infinity": float("inf"),
                "-Infinity": float("-inf"),
            }.__getitem__
            memo = {}

        def encoder():
            text = _json.encode_basestring_ascii
            return _json.make_encoder({}, plain, text, None, ": ", ", ", False, False, True)

        encoder()([{"a": 1.5}], 0)
        return _json.make_scanner(Rules), encoder
    except Exception:
        return None, None


def plain(value):
    """Decimals, which DynamoDB answers with, become numbers, as in Lambda."""
    decimal = sys.modules.get("decimal")
    if decimal and isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(
        "Object of type %s is not JSON serializable" % type(value).__name__
    )


scan, make_encoder = c_parts()


class Context:
    """The second argument of a handler."""

    @classmethod
    def read_environment(cls):
        """What is the same for every invocation."""
        cls.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        cls.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        cls.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        cls.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        cls.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.client_context = client_context(
            headers.get("Lambda-Runtime-Client-Context")
        )
        self.identity = identity(headers.get("Lambda-Runtime-Cognito-Identity"))
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class Record:
    """Named values, None where the caller gave nothing."""

    def __init__(self, **values):
        self.__dict__.update(values)


def client_context(text):
    if not text:
        return None
    given = loads(text)
    client = given.get("client") or {}
    names = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")
    return Record(
        custom=given.get("custom"),
        env=given.get("env"),
        client=Record(**{name: client.get(name) for name in names}),
    )


def identity(text):
    given = loads(text) if text else {}
    return Record(
        cognito_identity_id=given.get("cognitoIdentityId"),
        cognito_identity_pool_id=given.get("cognitoIdentityPoolId"),
    )


# ---- errors and the log -----------------------------------------------------------------------------------------


def describe(error, request_id=""):
    if isinstance(error, Fault):
        error_type, trace = error.error_type, error.trace
    else:
        import traceback

        error_type = type(error).__name__
        # The first frame is the bootstrap's.
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if frame.filename != main.__code__.co_filename]
        trace = traceback.format_list(own)
    return {
        "errorMessage": str(error),
        "errorType": error_type,
        "requestId": request_id,
        "stackTrace": trace,
    }


def dump(described):
    return dumps(described).encode()


def type_header(described):
    name = "".join(c for c in described["errorType"] if "!" <= c <= "~")
    return "Lambda-Runtime-Function-Error-Type: %s\r\n" % name


class WhenLoggingLoads:
    """Sets the root logger up once a function imports `logging`."""

    def __init__(self, install):
        self.install = install

    def find_spec(self, name, path=None, target=None):
        if name != "logging":
            return None
        from _frozen_importlib_external import PathFinder

        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name)
        load = spec.loader.exec_module

        def load_and_install(module):
            load(module)
            self.install()

        spec.loader.exec_module = load_and_install
        return spec


class Log:
    """Prints go to stdout line by line; records of `logging` are one event each, with the request they belong to."""

    def __init__(self):
        self.request_id = ""
        self.trace_id = None
        descriptor = int(os.environ.pop("_LAMBDA_TELEMETRY_LOG_FD", "0"))
        self.descriptor = descriptor if descriptor > 2 else None
        self.json = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
        sys.stdout.reconfigure(line_buffering=True)
        sys.stderr.reconfigure(line_buffering=True)
        if "logging" in sys.modules:
            self.install()
        else:
            sys.meta_path.insert(0, WhenLoggingLoads(self.install))

    def error(self, described):
        if self.json:
            self.event(dumps(self.error_record(described)) + "\n")
            return
        lines = ["[ERROR] %(errorType)s: %(errorMessage)s" % described]
        if described["stackTrace"]:
            lines.append("Traceback (most recent call last):")
            lines.extend(entry.rstrip("\n") for entry in described["stackTrace"])
        self.event("\n".join(lines) + "\n")

    def error_record(self, described):
        """An error that the runtime reports, as Lambda's Python runtime writes it to a JSON log."""
        return {
            "timestamp": stamp(time.time()),
            "log_level": "ERROR",
            "level": "ERROR",
            "message": described["errorMessage"],
            "errorType": described["errorType"],
            "requestId": self.request_id,
            "errorMessage": described["errorMessage"],
            "stackTrace": described["stackTrace"],
        }

    def event(self, text):
        self.flush()
        data = text.encode("utf-8", "backslashreplace")
        if self.descriptor is None:
            sys.stdout.write(text)
            return
        head = (
            (0xA55A0002 if self.json else 0xA55A0003).to_bytes(4, "big")
            + len(data).to_bytes(4, "big")
            + int(time.time() * 1_000_000).to_bytes(8, "big")
        )
        data = head + data
        while data:
            data = data[os.write(self.descriptor, data) :]

    def flush(self):
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                # A function may close its own output.
                pass

    def install(self):
        """The root logger writes `[LEVEL]\\ttime\\trequest id\\tmessage`, as in Lambda."""
        import logging

        log = self

        class Handler(logging.Handler):
            def emit(self, record):
                try:
                    log.event(self.format(record) + "\n")
                except Exception:
                    self.handleError(record)

        class RequestFilter(logging.Filter):
            def filter(self, record):
                record.aws_request_id = log.request_id
                return True

        class JsonFormatter(logging.Formatter):
            def format(self, record):
                import json

                return json.dumps(json_record(record), default=str, ensure_ascii=False)

        handler = Handler()
        handler.addFilter(RequestFilter())
        root = logging.getLogger()
        root.addHandler(handler)
        if self.json:
            handler.setFormatter(JsonFormatter())
            level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
            root.setLevel(LEVELS.get(level, "WARNING"))
            return
        formatter = logging.Formatter(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s",
            "%Y-%m-%dT%H:%M:%S",
        )
        formatter.converter = time.gmtime
        handler.setFormatter(formatter)


# Lambda's level names as Python's `logging` has them.
LEVELS = {
    "TRACE": "DEBUG",
    "DEBUG": "DEBUG",
    "INFO": "INFO",
    "WARN": "WARNING",
    "ERROR": "ERROR",
    "FATAL": "CRITICAL",
}

# What every record of `logging` has; the rest was given as `extra` and goes into the JSON record.
COMMON = frozenset(
    "name msg args levelname levelno pathname filename module exc_info exc_text stack_info lineno funcName created"
    " msecs relativeCreated thread threadName processName process taskName aws_request_id".split()
)


def json_record(record):
    """A record of `logging` as Lambda's Python runtime writes it to a JSON log; what is absent is left out."""
    import traceback

    kind, error, trace = record.exc_info or (None, None, None)
    fields = {
        "timestamp": stamp(record.created),
        "level": record.levelname,
        "message": record.getMessage(),
        "logger": record.name,
        "stackTrace": traceback.format_tb(trace) if kind else None,
        "errorType": kind.__name__ if kind else None,
        "errorMessage": str(error) if kind else None,
        "requestId": record.aws_request_id or None,
        "location": "%s:%s:%d" % (record.pathname, record.funcName, record.lineno) if kind else None,
    }
    for name, value in record.__dict__.items():
        if name not in COMMON:
            fields.setdefault(name, value)
    return {name: value for name, value in fields.items() if value is not None}


def stamp(seconds):
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return "%s.%03dZ" % (whole, seconds % 1 * 1000)


if __name__ == "__main__":
    main()
