namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>
/// The programs of a round of workers. Each build appends <c>begin TASK PROCESS TIME</c> and <c>end TASK PROCESS TIME</c> to one journal, where PROCESS is what
/// the environment says of the worker, and <c>overlap</c> instead of <c>begin</c> when another run of the task still holds its lock.
/// </summary>
internal static class WorkerRoundPrograms
{
    /// <summary>The variable of the environment that has the process's name. The commands of a worker have it too.</summary>
    public const string Variable = "ROUND_PROCESS";

    /// <summary>The command of a .NET worker. Some builds take longer than a lease, and some fail.</summary>
    public static string Command(string folder, int seed) => $$"""
        #!/bin/bash
        say() { local time=${EPOCHREALTIME/[.,]/}; echo "$1 $CJG_TASK_ID ${{Variable}} ${time%???}" >> {{folder}}/journal; }
        draw=$(((${CJG_TASK_ID%%-*} * 37 + {{seed}}) % 100))
        exec 9>{{folder}}/$CJG_TASK_ID.lock
        if flock -n 9; then say begin; else say overlap; fi
        if [ $draw -lt 5 ]; then sleep 5.3; else sleep 0.$draw; fi
        say end
        exit $((draw == 99))

        """;

    /// <summary>A Python worker as it always was: pops, gives no sign, and tells the frontend the end itself.</summary>
    /// <remarks>Its arguments are Redis's port, the list, the frontend's address and the folder.</remarks>
    public const string Python = """
        import base64, fcntl, json, os, random, socket, sys, time, urllib.request

        port, queue, frontend, folder = sys.argv[1:]
        process = os.environ["ROUND_PROCESS"]
        credentials = "Basic " + base64.b64encode(("user:" + process).encode()).decode()

        def say(word, task):
            with open(folder + "/journal", "a") as journal:
                journal.write("%s %s %s %d\n" % (word, task, process, time.time() * 1000))

        def update(build):
            body = json.dumps({"builds": [build]}).encode()
            request = urllib.request.Request(
                frontend + "backend/update/", body, {"Content-Type": "application/json", "Authorization": credentials})
            urllib.request.urlopen(request, timeout=30).read()

        def pop(stream):
            stream.write(("RPOP %s\r\n" % queue).encode())
            stream.flush()
            head = stream.readline()
            if not head.endswith(b"\r\n"):
                raise OSError("the connection has ended")
            if not head.startswith(b"$") or head == b"$-1\r\n":
                return None
            length = int(head[1:])
            return json.loads(json.loads(stream.read(length + 2)[:length])["_data"])

        stream = None
        while True:
            try:
                stream = stream or socket.create_connection(("127.0.0.1", int(port)), 30).makefile("rwb")
                task = pop(stream)
            except (OSError, ValueError):
                stream, task = None, None
            if task is None:
                time.sleep(0.1)
                continue
            name = task["task_id"]
            with open(folder + "/" + name + ".lock", "w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    say("begin", name)
                except OSError:
                    say("overlap", name)
                time.sleep(random.random() * 0.6)
                say("end", name)
            update({"id": task["build_id"], "build_id": task["build_id"], "task_id": name, "chroot": task["chroot"], "status": 1})

        """;
}
