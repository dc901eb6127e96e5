namespace Causeway;

/// <summary>The kinds as users write them, in identities and on the command line.</summary>
public static class IpcKindNames
{
    private static readonly string[] s_names =
    [
        "pipe", "fifo", "socket", "msg", "shm", "sem", "mq", "posix-shm", "posix-sem", "memfd", "anon", "file",
        "eventfd", "signalfd", "pidfd", "timerfd", "epoll", "lock", "futex", "domain", "connection",
    ];

    /// <summary>The word of a kind: <c>pipe</c>, <c>mq</c>, <c>memfd</c>.</summary>
    public static string Of(IpcKind kind) => s_names[(int)kind];

    /// <summary>The kind of a word.</summary>
    /// <returns>False: no kind is called so.</returns>
    public static bool TryFind(ReadOnlySpan<char> name, out IpcKind kind)
    {
        for (int index = 0; index < s_names.Length; index++)
        {
            if (name.SequenceEqual(s_names[index]))
            {
                kind = (IpcKind)index;
                return true;
            }
        }

        kind = default;
        return false;
    }
}
