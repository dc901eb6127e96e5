using System.Globalization;
using System.Text.Json;
using Causeway.Cli.Commands.Inspect;
using Causeway.Inspection.Tests;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

public sealed class LsTests
{
    [Fact]
    public void Ls_SystemV_IsWhatIpcsAndLsipcShow()
    {
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root);
        JsonElement[] listed = Look.Json("ls", "sysv");
        foreach ((string kind, string option) in new[] { ("msg", "-q"), ("shm", "-m"), ("sem", "-s") })
        {
            string id = zoo[kind][0].ToString(CultureInfo.InvariantCulture);
            JsonElement one = Assert.Single(listed, one => one.String("id") == $"{kind}:{id}");

            // key, id, owner, permissions, and bytes, bytes, or semaphores.
            string[] native = ShellCommand.Run($"ipcs {option} | awk '$2 == {id}'").OutputText.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(native[0], one.String("key"));
            Assert.Equal("0" + native[3], one.String("mode"));
            Assert.Equal(native[4], one.String(kind == "sem" ? "count" : "bytes"));
            Assert.Equal(native[2], Table("ls", kind).Single(row => row["id"] == $"{kind}:{id}")["owner"]);
            if (kind == "shm")
                Assert.Equal(native[5], one.String("attachCount"));
            if (kind == "msg")
                Assert.Equal(native[5].Trim(), one.String("messages"));
        }

        JsonElement segment = Assert.Single(Look.Json("ls", "shm"), one => one.String("id") == $"shm:{zoo["shm"][0]}");
        JsonElement lsipc = JsonDocument.Parse(ShellCommand.Run($"lsipc -m -J -b -o ID,CPID,LPID,NATTCH,SIZE | sed 's/\"\"/\"x\"/'").OutputText).RootElement.EnumerateObject().Single().Value
            .EnumerateArray().Single(one => one.String("id") == segment.String("sysVId"));
        Assert.Equal((lsipc.String("cpid"), lsipc.String("lpid"), lsipc.String("nattch"), lsipc.String("size")),
            (segment.String("creatorProcessId"), segment.String("lastProcessId"), segment.String("attachCount"), segment.String("bytes")));
        string[] memory = ShellCommand.Run($"awk '$2 == {zoo["shm"][0]} {{ print $(NF - 1), $NF }}' /proc/sysvipc/shm").OutputText.TrimEnd().Split(' ');
        Assert.Equal((memory[0], memory[1]), (segment.String("residentBytes"), segment.String("swappedBytes")));
        Dictionary<string, string> row = Table("ls", "shm", "--columns", "id,rss,swap").Single(row => row["id"] == $"shm:{zoo["shm"][0]}");
        Assert.Equal((memory[0], memory[1]), (row["rss"], row["swap"]));
        Assert.Contains(Look.Text("show", $"shm:{zoo["shm"][0]}").Split('\n'), line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["residentBytes", var bytes] && bytes == memory[0]);
        Assert.Equal([zoo.ProcessId, zoo.ChildId], segment.GetProperty("processes").EnumerateArray().Select(static one => one.GetInt32()));
    }

    [Fact]
    public void Ls_OfAProcess_IsWhatItsDescriptorsAre()
    {
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root);
        string pid = zoo.ProcessId.ToString(CultureInfo.InvariantCulture);
        JsonElement[] listed = Look.Json("ls", "--pid", pid, "--ends");
        string[] links = [.. Directory.GetFiles($"/proc/{pid}/fd").Select(static path => new FileInfo(path).LinkTarget!)];
        Assert.NotEmpty(links);
        foreach (string link in links.Where(static link => link.StartsWith("pipe:[", StringComparison.Ordinal)).Distinct())
        {
            JsonElement pipe = Assert.Single(listed, one => one.String("id") == link);
            Assert.Equal(links.Count(one => one == link), pipe.GetProperty("ends").EnumerateArray().Count(end => end.String("pid") == pid && end.String("form") == "descriptor"));
        }

        JsonElement said = Assert.Single(listed, one => one.String("id") == $"pipe:[{zoo["pipe"][0]}]");
        Assert.Equal(("pipe", "0600"), (said.String("kind"), said.String("mode")));
        Assert.All(listed, one => Assert.Contains(one.GetProperty("ends").EnumerateArray(), end => end.String("pid") == pid));
        Assert.All((string[])["fifo", "eventfd", "signalfd", "timerfd", "epoll", "memfd", "mq"], kind => Assert.Contains(listed, one => one.String("kind") == kind));
    }

    [Fact]
    public void Ls_Locks_AreThoseOfLslocks()
    {
        using TestDirectory directory = new();
        string file = directory.PathOf("locked");
        using FileLock held = FileLock.Create(file);
        held.Lock();
        JsonElement one = Assert.Single(Look.Json("ls", "lock", "--under", directory.Root));
        JsonElement held2 = Assert.Single(one.GetProperty("locks").EnumerateArray());
        JsonElement native = default;

        // lslocks reads the machine's locks piece by piece: while others take and release theirs it may pass one over.
        Assert.True(SpinWait.SpinUntil(() => TryLslocks(file, out native), Watchdog.Limit));
        Assert.Equal((native.String("type"), native.String("mode"), native.String("pid")), (held2.String("kind")!.ToUpperInvariant(), "WRITE", held2.String("processId")));
        Assert.EndsWith($":{native.String("inode")}]", one.String("id"));
        Assert.Equal("exclusive", held2.String("mode"));
    }

    [Fact]
    public void Ls_Filters_LeaveWhatIsMeant()
    {
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root);
        string fifo = directory.PathOf("fifo");
        Assert.Equal([fifo], Look.Json("ls", "fifo", "--name", "*/fifo", "--under", directory.Root).Select(static one => one.String("name")));
        Assert.Empty(Look.Json("ls", "fifo", "--name", "*/FIFO", "--under", directory.Root));
        Assert.Empty(Look.Json("ls", "fifo", "--under", directory.Root, "--orphan"));
        Assert.Contains(Look.Json("ls", "shm", "--mine"), one => one.Number("sysVId") == (long)zoo["shm"][0]);
        Assert.DoesNotContain(Look.Json("ls", "shm", "--user", "4000000"), one => one.Number("sysVId") == (long)zoo["shm"][0]);
        JsonElement[] posix = Look.Json("ls", "posix");
        Assert.Equal(["mq", "posix-sem", "posix-shm"], posix.Select(static one => one.String("kind")).Distinct().Order(StringComparer.Ordinal));
        long[] sizes = [.. Look.Json("ls", "memory", "--sort", "bytes").Select(static one => one.GetProperty("bytes")).Where(static bytes => bytes.ValueKind == JsonValueKind.Number).Select(static bytes => bytes.GetInt64())];
        Assert.True(sizes.Distinct().Count() > 1);
        Assert.Equal(sizes.Order(), sizes);
    }

    [Fact]
    public void Ls_UnderADirectory_FindsWhatNobodyHas()
    {
        using TestDirectory directory = new();
        string stale = directory.PathOf("stale");
        string fifo = directory.PathOf("fifo");
        UnixSocketListener.Listen(UnixSocketAddress.FromPath(directory.PathOf("alive")), UnixSocketType.Stream).Dispose();
        ShellCommand.Run($"mkfifo {fifo}; python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"{stale}\")'");
        Assert.Equal([fifo, stale], Look.Json("ls", "--under", directory.Root, "--orphan").Select(static one => one.String("name")).Order(StringComparer.Ordinal));
        using Microsoft.Win32.SafeHandles.SafeFileHandle read = File.OpenHandle(fifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Assert.Equal([stale], Look.Json("ls", "--under", directory.Root, "--orphan").Select(static one => one.String("name")));
        Look.Refused(Shell.Causeway("ls", "--under", directory.PathOf("none")), 1, "there is no directory");
    }

    [RootFact]
    public void Ls_UnderADirectoryThatMayNotBeSeen_SaysThatPermissionLacks()
    {
        using TestDirectory directory = new();
        string secret = directory.PathOf("secret");
        ShellCommand.Run($"chmod a+x {Path.GetDirectoryName(directory.Root)}; chmod 755 {directory.Root}; mkdir -p {secret}/inner; chmod 700 {secret}");
        const string AsNobody = "setpriv --reuid nobody --regid nogroup --clear-groups $CW";
        Look.Refused(Shell.Script($"{AsNobody} ls --under {secret}/inner"), 2, $"open(\"{secret}/inner\"): EACCES, permission denied");
        Look.Refused(Shell.Script($"{AsNobody} watch-events --under {secret}/inner"), 2, $"open(\"{secret}/inner\"): EACCES, permission denied");
        ShellCommandResult unread = Shell.Script($"{AsNobody} ls fifo --under {secret}");
        Assert.Contains($"causeway: {secret} is not looked into: EACCES, permission denied; run as root", Look.Errors(unread));
        Assert.Equal(0, unread.ExitCode());
    }

    [Fact]
    public void Ls_UnderWhereTheLibraryPutsNames_FindsWhatHasThem()
    {
        string name = $"/causeway-under-{Guid.NewGuid():N}";
        using PosixSharedMemory memory = PosixSharedMemory.Create(name, 4096);
        using PosixSemaphore semaphore = PosixSemaphore.Create(name, 1);
        Assert.Equal(["posix-sem", "posix-shm"], Look.Json("ls", "posix", "--under", "/dev/shm", "--name", name).Select(static one => one.String("kind")).Order(StringComparer.Ordinal));
        Assert.Empty(Look.Json("ls", "posix", "--under", "/dev/fd", "--name", name));
        PosixSemaphore.Delete(name);
        PosixSharedMemory.Delete(name);
        Assert.True(NamePlace.IsBelow(new PosixQueueObject { Id = new IpcObjectId(IpcKind.PosixQueue, 0, 7), Name = "/queue" }, NamePlace.PrefixOf("/dev/mqueue")));
    }

    [Fact]
    public void Ls_NamesThatAreNoText_AreToldOfWithWhatRemovesThem()
    {
        using TestDirectory directory = new();
        ShellCommand.Run($"cd {directory.Root}; d=$(printf 'd\\351'); mkdir $d; mkfifo \"$(printf '\\377 fifo')\" $d/fifo; touch \"$(printf '\\377 file')\"");
        string[] said = [.. Look.Errors(Shell.Causeway("ls", "fifo", "--under", directory.Root)).Where(static line => line.Contains("no UTF-8", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(2, said.Length);
        Assert.StartsWith($"causeway: $'{directory.PathOf(@"\xff fifo")}' is a FIFO and is not looked at", said[0]);
        Assert.StartsWith($"causeway: $'{directory.PathOf(@"d\xe9/fifo")}' is a FIFO and is not looked at", said[1]);
        Array.ForEach(said, static line => ShellCommand.Run("bash", ["-c", line[(line.LastIndexOf(": rm ", StringComparison.Ordinal) + 2)..]]));
        Assert.Equal("0\n", ShellCommand.Run($"find {directory.Root} -type p | wc -l").OutputText);

        // The runtime does not find names that are no text.
        ShellCommand.Run($"rm -r {directory.Root}/*");
    }

    [Fact]
    public void Ls_OfNoProcess_SaysSo() => Look.Refused(Shell.Causeway("ls", "--pid", "4194999", "--pid", "1"), 1, "no such process: 4194999");

    [RootFact]
    public void Ls_OneProcessUnseen_IsSpokenOfAsOne()
    {
        string[] said = Look.Errors(Shell.Script("unshare --pid --fork --mount-proc sh -c 'setpriv --reuid nobody --regid nogroup --clear-groups $CW ls pipe futex; exit'"));
        Assert.Contains(said, static line => line.Contains("1 process unreadable: not all that it has open or mapped is seen", StringComparison.Ordinal));
        Assert.Contains(said, static line => line.Contains("1 process may not be asked what it waits for", StringComparison.Ordinal));
    }

    [Fact]
    public void Ls_UnderADirectoryWithLinks_DoesNotFollowThem()
    {
        using TestDirectory directory = new();
        using TestDirectory elsewhere = new();
        string fifo = directory.PathOf("fifo");
        ShellCommand.Run($"mkfifo {fifo} {elsewhere.PathOf("fifo")}; ln -s {elsewhere.Root} {directory.PathOf("link")}; ln -s . {directory.PathOf("loop")}; ln -s . {directory.PathOf("again")}");
        Assert.Equal([fifo], Look.Json("ls", "--under", directory.Root, "--orphan").Select(static one => one.String("name")));
    }

    [Fact]
    public void Ls_Csv_HasTheColumnsAskedForAndQuotesCommas()
    {
        using TestDirectory directory = new();
        string fifo = directory.PathOf("a,\"b\"");
        ShellCommand.Run("mkfifo", [fifo]);
        Assert.Equal($"kind,name,ends\r\nfifo,\"{fifo.Replace("\"", "\"\"", StringComparison.Ordinal)}\",0\r\n", Look.Text("ls", "fifo", "--under", directory.Root, "--csv", "--columns", "kind,name,ends"));
    }

    [Fact]
    public void Ls_NamesWithControlCharacters_DoNothingToTheTerminal()
    {
        using TestDirectory directory = new();
        ShellCommand.Run("mkfifo", [directory.PathOf("a\e[2J\nb")]);
        Assert.Equal($"{directory.PathOf("a\\x1b[2J\\x0ab")}\n", string.Join('\n', Look.Text("ls", "fifo", "--under", directory.Root, "--columns", "name").Split('\n').Skip(1)));
        Assert.EndsWith("/a\e[2J\nb", Assert.Single(Look.Json("ls", "fifo", "--under", directory.Root)).String("name"));
        Assert.DoesNotContain('\e', Look.Text("show", directory.PathOf("a\e[2J\nb")));
    }

    [RootFact]
    public void Ls_AsAnotherUser_SaysWhatItCouldNotSee()
    {
        ShellCommandResult result = Shell.Script($"setpriv --reuid nobody --regid nogroup --clear-groups sh -c ': | {CommandRun.Program} ls pipe --json'");
        Assert.Equal(0, result.ExitCode());
        Assert.Contains(Look.Errors(result), static line => line.StartsWith("causeway: ", StringComparison.Ordinal) && line.Contains("unreadable", StringComparison.Ordinal));
        Assert.NotEmpty(Look.Objects(result.OutputText));
        Assert.All(Look.Objects(result.OutputText), static one => Assert.Equal("pipe", one.String("kind")));
    }

    [Theory]
    [InlineData("there is no kind 'pipes', only pipe fifo", "pipes")]
    [InlineData("there is no column 'size'", "--columns", "id,size")]
    [InlineData("there is no column 'size'", "--sort", "size")]
    [InlineData("there is no user 'no-such-user'", "--user", "no-such-user")]
    [InlineData("a process's number is needed", "--pid", "self")]
    [InlineData("--json and --csv exclude each other", "--json", "--csv")]
    public void WrongUsage_OneLineAndExitCode2(string expected, params string[] arguments) => Shell.Causeway(["ls", .. arguments]).Refused(2, expected);

    private static Dictionary<string, string>[] Table(params string[] arguments)
    {
        string[] lines = Look.Text(arguments).TrimEnd('\n').Split('\n');
        string[] names = lines[0].Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. lines.Skip(1).Select(line => names.Zip(line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToDictionary(static pair => pair.First, static pair => pair.Second))];
    }

    private static bool TryLslocks(string file, out JsonElement found)
    {
        JsonElement locks = JsonDocument.Parse(ShellCommand.Run("lslocks -J --notruncate -o PID,TYPE,MODE,PATH,INODE").OutputText).RootElement.GetProperty("locks");
        JsonElement[] all = [.. locks.EnumerateArray().Where(line => line.String("path") == file)];
        found = all.FirstOrDefault();
        return all.Length == 1;
    }
}
