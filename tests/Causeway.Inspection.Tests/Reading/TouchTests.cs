using System.Text.RegularExpressions;
using Causeway.Tests;

namespace Causeway.Inspection.Tests.Reading;

/// <summary>What a look does to what it looks at: nothing, by its system calls.</summary>
public sealed partial class TouchTests
{
    private const string Begin = "/causeway-look-begins";
    private const string End = "/causeway-look-ends";

    [ProgramFact("strace", "-V")]
    public void Take_SystemCalls_OpenNoObjectAndMoveNoByte()
    {
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root);
        string log = directory.PathOf("log");
        ChildProcessOptions look = Peer.DotnetOptions(Look);
        using (Peer traced = Peer.Start(new ChildProcessOptions("strace", ["-f", "-o", log, "-e", "trace=open,openat,openat2,connect,semop,semtimedop,msgrcv,mq_timedreceive,fcntl,flock,write,read,pread64,shmat,ptrace,kill,tgkill", look.Program, .. look.Arguments])))
            traced.ExpectSuccess();

        string[] calls = [.. File.ReadLines(log).SkipWhile(static line => !line.Contains(Begin, StringComparison.Ordinal)).Skip(1).TakeWhile(static line => !line.Contains(End, StringComparison.Ordinal))];
        string[] opened = [.. calls.Select(static line => Opened().Match(line)).Where(static match => match.Success).Select(static match => match.Groups["path"].Value).Distinct()];
        Assert.Contains("maps", opened);
        Assert.Contains("fdinfo", opened);

        // The runtime itself may ask how many processors there are.
        Assert.All(opened.Where(static path => !path.StartsWith("/sys/", StringComparison.Ordinal)), static path => Assert.Matches(@"^(/proc(/.*)?|\.|\d+|fd|fdinfo|maps|stat|status|cmdline|cgroup|\d+/(syscall|stat|stack|wchan)|/dev/shm/?|/dev/shm/causeway-.*|/dev/shm/sem\.[^/]*)$", path));
        Assert.DoesNotContain(calls, static line => Forbidden().IsMatch(line));
    }

    public static void Look(string[] arguments)
    {
        // Once before, so that nothing is loaded or compiled later.
        _ = Inspector.Take();
        Assert.Throws<FileNotFoundException>(static () => File.ReadAllBytes(Begin));
        _ = Inspector.Take();
        Assert.Throws<FileNotFoundException>(static () => File.ReadAllBytes(End));
    }

    [GeneratedRegex("""\bopen(at2?)?\((AT_FDCWD, |-?\d+, )?"(?<path>[^"]*)"(?!.*(ENOENT.*[.]dll|[.]so))""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Opened();

    /// <summary>What would take, wait, set or stop; asking a pipe for its size is not among it, nor the shared lock that the runtime takes of what it opens to read.</summary>
    [GeneratedRegex(@"\b(connect|semop|semtimedop|msgrcv|mq_timedreceive|shmat|ptrace|kill)\(|flock\(\d+, LOCK_EX|fcntl\(\d+, F_(SET|OFD_SET|GETLK)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Forbidden();
}
