/**
 * The Python program that runs inside the sandbox: it reads one job from stdin, forks a child per program, runs every
 * test in it under a timer, and prints one line of JSON per program. Text, because it must reach the sandbox as such.
 *
 * The timer counts CPU time, and ten times as much of the clock's for a program that sleeps. A loop that catches every
 * exception, or one inside the C library, ends with its process.
 *
 * An assertion is as exact as it is written. An example (`equal`) forgives what rounding does to a float.
 *
 * A value becomes text such that values equal under Python's == have equal text: 1, 1.0 and True are one, a list and a
 * tuple are two, sets and dicts have no order. Long texts become digests.
 */
export const HARNESS = `
import ast, hashlib, json, math, os, resource, secrets, select, signal, sys, time, warnings
warnings.simplefilter('ignore')
job = json.loads(sys.stdin.buffer.read())
sys.setrecursionlimit(2000)

class TimeUp(BaseException):
    pass

def time_up(number, frame):
    raise TimeUp()

def timer(seconds):
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.05 if seconds else 0)
    signal.setitimer(signal.ITIMER_REAL, seconds * 10, 0.5 if seconds else 0)

def canon(value, depth=0):
    kind = type(value)
    if value is None or kind in (str, bytes):
        return repr(value)
    if kind in (bool, int):
        return repr(int(value)) if abs(value) < 1 << 4000 else 'int:' + hex(value)
    if kind is float:
        return repr(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if kind is complex:
        return repr(value)
    if depth > 40:
        raise ValueError('deep')
    if kind is list:
        return '[' + ','.join([canon(one, depth + 1) for one in value]) + ']'
    if kind is tuple:
        return '(' + ','.join([canon(one, depth + 1) for one in value]) + ')'
    if kind in (set, frozenset):
        return '{' + ','.join(sorted([canon(one, depth + 1) for one in value])) + '}'
    if kind is dict:
        return '{:' + ','.join(sorted([canon(k, depth + 1) + ':' + canon(v, depth + 1) for k, v in value.items()])) + '}'
    return '<' + kind.__name__ + '>'

def short(value):
    text = canon(value)
    return text if len(text) <= 40 else '#' + hashlib.sha1(text.encode('utf8', 'replace')).hexdigest()[:16]

def expression(node):
    return compile(ast.Expression(node), '<test>', 'eval')

def read_test(test):
    try:
        if test['type'] == 'equal':
            return ('close', compile(test['call'].strip(), '<test>', 'eval'), compile(test['expected'].strip(), '<test>', 'eval'))
        tree = ast.parse(test['code'])
        if len(tree.body) == 1 and isinstance(tree.body[0], ast.Assert):
            check = tree.body[0].test
            if isinstance(check, ast.Compare) and len(check.ops) == 1 and isinstance(check.ops[0], (ast.Eq, ast.Is)):
                sides = [check.left, check.comparators[0]]
                if not any(isinstance(node, ast.Call) for node in ast.walk(check.left)):
                    sides.reverse()
                return ('equal', expression(sides[0]), expression(sides[1]))
            return ('true', expression(check), None)
        return ('statement', compile(tree, '<test>', 'exec'), None)
    except Exception:
        return None

tests = [read_test(test) for test in job['tests']]

def close(a, b):
    if type(a) in (list, tuple) and type(a) is type(b):
        return len(a) == len(b) and all(close(x, y) for x, y in zip(a, b))
    if float in (type(a), type(b)) and type(a) in (int, float) and type(b) in (int, float):
        return a == b or math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-9)
    return bool(a == b)

def run_test(test, space):
    kind, first, second = test
    value = None
    try:
        if kind == 'statement':
            exec(first, dict(space))
            return 'p', None
        got = eval(first, space)
        try:
            value = short(got)
        except Exception:
            value = None
        if kind == 'true':
            return ('p' if got else 'f'), value
        wanted = eval(second, space)
        return ('p' if (close(got, wanted) if kind == 'close' else bool(got == wanted)) else 'f'), value
    except AssertionError:
        return 'f', value
    except TimeUp:
        return 't', value
    except BaseException:
        return 'e', value

def child(program, pipe, mark):
    null = os.open('/dev/null', os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    seconds = job['programSeconds']
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    signal.signal(signal.SIGPROF, time_up)
    signal.signal(signal.SIGALRM, time_up)
    space = {'__name__': 'candidate'}
    def say(*parts):
        os.write(pipe, (json.dumps([mark, *parts]) + '\\n').encode())
    fault = None
    try:
        try:
            timer(1)
            exec(compile(program, '<program>', 'exec'), space)
        finally:
            timer(0)
    except BaseException as error:
        fault = (type(error).__name__ + ': ' + str(error))[:300]
    say(fault)
    late = 0
    for test in tests if fault is None else []:
        if test is None:
            say('u', None)
            continue
        if late >= job['patience']:
            break
        outcome, value = 't', None
        try:
            try:
                timer(job['testSeconds'])
                outcome, value = run_test(test, space)
            finally:
                timer(0)
        except BaseException:
            pass
        late += outcome == 't'
        say(outcome, value)

def collect(pipe, pid, mark):
    deadline = time.monotonic() + 2 * job['programSeconds'] + 2
    data = b''
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0, deadline - time.monotonic()))
        part = os.read(pipe, 1 << 16) if ready else b''
        data += part
        if not part or len(data) > 1 << 24:
            break
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(pid, 0)
    rows = []
    for line in data.split(b'\\n'):
        try:
            row = json.loads(line)
            if isinstance(row, list) and row[:1] == [mark]:
                rows.append(row[1:])
        except Exception:
            pass
    if not rows:
        return {'fault': 'it did not load in time', 'o': '', 'v': []}
    return {'fault': rows[0][0], 'o': ''.join(row[0] for row in rows[1:]), 'v': [row[1] for row in rows[1:]]}

for program in job['programs']:
    mark = secrets.token_hex(8)
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read)
            child(program, write, mark)
        finally:
            os._exit(0)
    os.close(write)
    print(json.dumps(collect(read, pid, mark)), flush=True)
    os.close(read)
`;
