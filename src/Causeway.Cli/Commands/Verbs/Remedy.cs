namespace Causeway.Cli.Commands.Verbs;

/// <summary>Says what failed in one line, with a remedy in the command's words in place of the library's.</summary>
internal static class Remedy
{
    /// <summary>What the library says of a System V object that is not there, and of nothing else.</summary>
    private const string Gone = "or never was";

    public static string Describe(Exception exception)
    {
        if ((exception as SyscallException ?? exception.InnerException as SyscallException) is { } failure && Advice(failure) is { } advice)
            return $"{failure.Operation}(\"{failure.ObjectName}\"): {failure.Errno.Name}, {failure.Errno.Meaning}; {advice}";

        // Parameters are the library's; the user gave operands and options.
        if (exception is ArgumentException { ParamName: { } parameter })
            return exception.Message.ReplaceLineEndings(" ").Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal).TrimEnd('.');
        return exception is UsageException ? exception.Message : Failure.Describe(exception);
    }

    /// <summary>In place of the library's advice for the same case; another case of the same call and error has the library's.</summary>
    private static string? Advice(SyscallException failure) => (failure.Operation, failure.Errno.Name) switch
    {
        ("mq_open", "ENOENT") => $"create it: causeway mq create {failure.ObjectName}",
        ("mq_open", "EEXIST") => "use it, create it with --if-missing, or remove it first: causeway mq rm",
        ("sem_open", "ENOENT") => $"create it: causeway sem create {failure.ObjectName}",
        ("sem_open", "EEXIST") => "use it, create it with --if-missing, or remove it first: causeway sem rm",
        ("msgget", "ENOENT") => "no queue has this key; create it: causeway msg create",
        ("msgget", "EEXIST") => "use it, create it with --if-missing, or remove it first: causeway msg rm",
        ("msgrcv" or "msgsnd" or "msgctl(IPC_STAT)" or "msgctl(IPC_SET)", "EINVAL") when Says(failure, Gone) => "there is no such queue, or no longer: causeway msg ls shows those there are",
        ("msgrcv" or "msgsnd", "EIDRM") => "somebody removed the queue meanwhile",
        ("msgrcv", "E2BIG") => "it stays in the queue; receive it with a larger --buffer, or its beginning with --truncate",
        ("shm_open", "ENOENT") => $"create it: causeway shm create {failure.ObjectName}",
        ("shm_open", "EEXIST") => "use it, create it with --if-missing, or remove it first: causeway shm rm",
        ("semget", "ENOENT") => "no semaphore set has this key; create it: causeway sysv-sem create",
        ("semget", "EEXIST") => "use it, create it with --if-missing, or remove it first: causeway sysv-sem rm",
        ("semop" or "semctl(IPC_STAT)" or "semctl(IPC_SET)" or "semctl(GETALL)", "EINVAL") when Says(failure, Gone) => "there is no such semaphore set, or no longer: causeway sysv-sem ls shows those there are",
        ("semop", "EIDRM") => "somebody removed the semaphore set meanwhile",
        ("shmget", "ENOENT") => "no segment has this key; create it: causeway sysv-shm create",
        ("shmget", "EEXIST") => "use it, create it with --if-missing, or remove it first: causeway sysv-shm rm",
        ("shmat" or "shmctl(IPC_STAT)" or "shmctl(SHM_LOCK)" or "shmctl(SHM_UNLOCK)", "EINVAL") when Says(failure, Gone) => "there is no such segment, or no longer: causeway sysv-shm ls shows those there are",
        ("mkfifo", "EEXIST") => "use it, create it with --if-missing, or remove it first: causeway fifo rm",
        ("open", "ENOENT") when Says(failure, "Fifo.Create") => $"create it: causeway fifo create {failure.ObjectName}",
        ("connect", "ECONNREFUSED") when IsOtherFile(failure.ObjectName) => "what has this path is no socket",
        ("connect", "ECONNREFUSED") => "nobody has a socket bound there: start the server; causeway socket rm removes a path that a dead one left",
        ("connect", "EPROTOTYPE") => "the socket there is of another type: see --type",
        ("bind", "EADDRINUSE") when Says(failure, "left it behind") => "a process that is gone left it behind: causeway socket rm removes it",
        ("bind", "EADDRINUSE") => "another socket is bound there (causeway socket stat says whose), or a file has this path: choose another",
        _ => null,
    };

    /// <summary>Whether there is something else than a socket. What a symbolic link leads to is not looked at.</summary>
    private static bool IsOtherFile(string? address)
    {
        try
        {
            return address is not (null or ['@', ..]) && PathStatus.Of(address) is { IsSocket: false } && new FileInfo(address).LinkTarget is null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody took the path away meanwhile; what failed before is what counts.
            return false;
        }
    }

    private static bool Says(SyscallException failure, string words) => failure.Message.Contains(words, StringComparison.Ordinal);
}
