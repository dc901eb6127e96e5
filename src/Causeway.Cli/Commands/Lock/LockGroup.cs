using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Lock;

/// <summary><c>causeway lock</c>.</summary>
internal static class LockGroup
{
    public static readonly VerbGroup Group = new("lock", "locks of files (flock(2), fcntl(2))",
        [LockRun.Verb, LockLs.Verb, LockStat.Verb],
        """
        causeway lock FILE -- CMD is short for lock run FILE -- CMD; a FILE that is called as a verb is ./ls.
        FILE is any file or directory; an empty file is made where there is nothing, and stays.
        """)
    {
        Default = LockRun.Verb,
    };
}
