using System.Globalization;
using System.Text;
using Causeway.Cli.Commands.Inspect;
using Causeway.Cli.Commands.Inspect.Removal;
using Causeway.Cli.Commands.Verbs;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

public sealed class RmTests
{
    [Fact]
    public void Rm_EachKindThatNobodyUses_IsGoneAndSaidToBe()
    {
        using TestDirectory directory = new();
        string name = $"causeway-rm-{Guid.NewGuid():N}";
        var queue = SysVMessageQueue.Create(SysVKey.Private);
        var segment = SysVSharedMemory.Create(SysVKey.Private, 4096);
        SysVSemaphoreSet set = SysVSemaphoreSet.Create(SysVKey.Private, [1, 2]);
        PosixMessageQueue.Create("/" + name).Dispose();
        File.WriteAllText("/dev/shm/" + name, "x");
        NamedPosixSemaphore(name);
        string fifo = directory.PathOf("fifo");
        ShellCommand.Run("mkfifo", [fifo]);
        string[] objects = [$"msg:{queue.Id}", $"shm:{segment.Id}", $"sem:{set.Id}", $"mq:/{name}", $"posix-shm:/{name}", $"posix-sem:/{name}", fifo];

        // Somebody who cannot be seen may have the memory: then it takes the force.
        ShellCommandResult result = Shell.Causeway(["rm", "--yes", "--force", .. objects]);
        Assert.True(result.ExitCode() == 0, result.ErrorText);
        Assert.Equal(objects.Length, result.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(static line => line.StartsWith("removed ", StringComparison.Ordinal)));
        Assert.All(objects, static one => Look.Refused(Shell.Causeway("show", one), 1, "no such object"));
        Assert.False(File.Exists(fifo));
        Assert.Equal("", ShellCommand.Run($"ipcs | awk '$2 == {queue.Id} || $2 == {segment.Id} || $2 == {set.Id}' | grep {Environment.UserName}").OutputText);
    }

    [Fact]
    public void Rm_AttachedSegment_IsRefusedWithoutForce()
    {
        var segment = SysVSharedMemory.Create(SysVKey.Private, 4096);
        using (segment.Attach())
        {
            string id = $"shm:{segment.Id}";
            Look.Refused(Shell.Causeway("rm", "--yes", id), 1, $"in use by ");
            Assert.Equal(1, segment.GetStatus().AttachCount);
            Assert.False(segment.GetStatus().IsRemoved);
            Assert.StartsWith($"removed {id}  ", Look.Text("rm", "--yes", "--force", id), StringComparison.Ordinal);
            Assert.True(segment.GetStatus().IsRemoved);
        }
    }

    [Fact]
    public void Rm_OpenQueueAndHeldFifo_AreRefusedWithoutForce()
    {
        using TestDirectory directory = new();
        string name = $"/causeway-rm-{Guid.NewGuid():N}";
        string fifo = directory.PathOf("fifo");
        ShellCommand.Run("mkfifo", [fifo]);
        using PosixMessageQueue queue = PosixMessageQueue.Create(name);
        using Microsoft.Win32.SafeHandles.SafeFileHandle held = File.OpenHandle(fifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        ShellCommandResult result = Shell.Causeway("rm", "--yes", $"mq:{name}", fifo);
        Assert.Equal(1, result.ExitCode());
        Assert.True(Look.Errors(result).Count(static line => line.Contains("is left alone: in use by ", StringComparison.Ordinal)) == 2, result.ErrorText);
        Assert.True(File.Exists(fifo));

        // The runtime locks what it opens: the FIFO is an object of two kinds, one of which can be removed.
        Shell.Causeway("mq", "stat", name).Succeeded();
        Look.Text("rm", "--yes", "--force", $"mq:{name}", fifo);
        Assert.False(File.Exists(fifo));
        Shell.Causeway("mq", "stat", name).Refused(1, "causeway mq create");
    }

    [Fact]
    public void Rm_BoundSocket_IsRefused_AndAStaleOneIsRemoved()
    {
        using TestDirectory directory = new();
        string path = directory.PathOf("socket");
        using (Peer bound = Peer.Start(new ChildProcessOptions("python3", ["-c", $"import socket, sys; s = socket.socket(socket.AF_UNIX); s.bind('{path}'); s.listen(); print('bound', flush=True); sys.stdin.read()"])))
        {
            bound.Expect("bound");
            Look.Refused(Shell.Causeway("rm", "--yes", path), 1, $"is left alone: ");
            Assert.True(File.Exists(path));
            bound.CloseInput();
            bound.ExpectSuccess();
        }

        Assert.Contains(path, Look.Text("rm", "--yes", path));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Rm_SocketsBoundByARelativeAndAnOldName_AreThoseAtThePathTyped()
    {
        using TestDirectory directory = new();
        const string Binding = "import os, socket, sys; os.chdir(sys.argv[1]); a = socket.socket(socket.AF_UNIX); a.bind('relative'); b = socket.socket(socket.AF_UNIX); b.bind(sys.argv[1] + '/old'); os.rename('old', 'moved'); print('bound', flush=True); sys.stdin.read()";
        using Peer bound = Peer.Start(new ChildProcessOptions("python3", ["-c", Binding, directory.Root]));
        bound.Expect("bound");
        string[] paths = [directory.PathOf("moved"), directory.PathOf("relative")];
        Assert.Equal(paths, Look.Json("ls", "unix", "--under", directory.Root).Select(static one => one.String("name")).Order(StringComparer.Ordinal));
        string removed = Look.Text(["rm", "--yes", "--force", .. paths]);
        Assert.All(paths, path => Assert.Contains($"  {path}  ", removed));
        Assert.Empty(Directory.GetFiles(directory.Root));
        bound.CloseInput();
        bound.ExpectSuccess();
    }

    [Fact]
    public void Rm_WithoutATerminal_AsksNothingAndRemovesNothing()
    {
        var queue = SysVMessageQueue.Create(SysVKey.Private);
        Look.Refused(Shell.Causeway("rm", $"msg:{queue.Id}"), 1, "there is no terminal to ask at");
        Assert.True(queue.TryDelete());
    }

    [Theory]
    [InlineData("n", true)]
    [InlineData("", true)]
    [InlineData("y", false)]
    public void Rm_AtATerminal_DoesAsItIsTold(string answer, bool remains)
    {
        var queue = SysVMessageQueue.Create(SysVKey.Private);
        (int code, string output) = AtTerminal(answer, static () => { }, "rm", $"msg:{queue.Id}");
        Assert.Contains($"msg:{queue.Id}  0 messages", output);
        Assert.Equal(remains ? 1 : 0, code);
        Assert.Equal(remains, queue.TryDelete());
    }

    [RootFact]
    public void Rm_IdGivenToAnotherWhileItAsks_LeavesTheOtherAlone() => OwnIpcNamespace.Run(static () =>
    {
        var queue = SysVMessageQueue.Create(new SysVKey(Random.Shared.Next(0x10000000, int.MaxValue)));
        SysVMessageQueue other = default;
        (int code, string output) = AtTerminal("y", () => other = Recycle("msg", queue.Id, queue.Delete, static () => SysVMessageQueue.Create(SysVKey.Private)), "rm", $"msg:{queue.Id}");
        Assert.Equal(queue.Id, other.Id);
        Assert.Equal(1, code);
        Assert.Contains("it is another object of the same id by now", output);
        Assert.True(other.TryDelete());
    });

    [RootFact]
    public void Target_IdGivenToAnother_IsToldApart() => OwnIpcNamespace.Run(static () =>
    {
        int key = Random.Shared.Next(0x10000000, int.MaxValue - 3);
        ExpectOther("shm", SysVSharedMemory.Create(new SysVKey(key), 4096), static one => one.Id, static one => one.Delete(), static () => SysVSharedMemory.Create(SysVKey.Private, 4096));
        ExpectOther("sem", SysVSemaphoreSet.Create(new SysVKey(key), [1]), static one => one.Id, static one => one.Delete(), static () => SysVSemaphoreSet.Create(SysVKey.Private, [1]));
        ExpectOther("msg", SysVMessageQueue.Create(new SysVKey(key)), static one => one.Id, static one => one.Delete(), static () => SysVMessageQueue.Create(SysVKey.Private));
    });

    [Fact]
    public void Target_NameGivenToAnother_IsLeftAlone()
    {
        using TestDirectory directory = new();
        string fifo = directory.PathOf("fifo");
        ShellCommand.Run("mkfifo", [fifo]);
        using RemovalTarget file = RemovalTarget.Open(Only(fifo));
        ShellCommand.Run($"rm {fifo}; mkfifo {fifo}");
        Assert.Contains("its name is another file's by now", Assert.Throws<RefusedException>(() => file.Remove(force: true)).Message);
        Assert.True(File.Exists(fifo));
        File.Delete(fifo);
        Assert.Contains("gone already", Assert.Throws<RefusedException>(() => file.Remove(force: true)).Message);

        string name = $"/causeway-rm-{Guid.NewGuid():N}";
        PosixMessageQueue.Create(name).Dispose();
        using RemovalTarget queue = RemovalTarget.Open(Only($"mq:{name}"));
        PosixMessageQueue.Delete(name);
        PosixMessageQueue.Create(name).Dispose();
        Assert.Contains("its name is another queue's by now", Assert.Throws<RefusedException>(() => queue.Remove(force: true)).Message);
        PosixMessageQueue.Delete(name);
    }

    [Fact]
    public void Target_SegmentAttachedMeanwhile_IsLeftAlone()
    {
        var segment = SysVSharedMemory.Create(SysVKey.Private, 4096);
        using RemovalTarget target = RemovalTarget.Open(Only($"shm:{segment.Id}"));
        using (segment.Attach())
            Assert.Contains("somebody has attached it meanwhile", Assert.Throws<RefusedException>(() => target.Remove(force: false)).Message);
        target.Remove(force: false);
        Assert.False(segment.TryDelete());
    }

    [Theory]
    [InlineData("no name that could be removed", "pipe")]
    [InlineData("no name that could be removed", "socket")]
    [InlineData("it is a file", "lock")]
    public void Rm_WhatHasNoName_SaysWhatItGoesWith(string expected, string what)
    {
        using TestDirectory directory = new();
        using AnonymousPipe pipe = AnonymousPipe.Create();
        (UnixSocket socket, UnixSocket other) = UnixSocket.CreatePair();
        using FileLock held = FileLock.Create(directory.PathOf("file"));
        held.Lock();
        string typed = what switch
        {
            "pipe" => $"{Environment.ProcessId}/{pipe.Reader.Descriptor.Number}",
            "socket" => $"{Environment.ProcessId}/{socket.Descriptor.Number}",
            _ => directory.PathOf("file"),
        };
        Look.Refused(Shell.Causeway("rm", "--yes", "--force", typed), 1, expected);
        socket.Dispose();
        other.Dispose();
    }

    [Fact]
    public void RmOrphans_UnderADirectory_RemovesThoseAndNoOthers()
    {
        using TestDirectory directory = new();
        string used = directory.PathOf("used");
        string left = directory.PathOf("left");
        ShellCommand.Run("mkfifo", [used, left]);
        File.WriteAllText(directory.PathOf("file"), "");
        using (File.OpenHandle(used, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            Look.Refused(Shell.Causeway("rm", "--orphans", "--under", directory.Root, "--force"), 1, "there is no terminal to ask at");
            ShellCommandResult result = Shell.Causeway("rm", "--orphans", "--under", directory.Root, "--yes", "--force");
            Assert.Equal(0, result.ExitCode());
            Assert.Contains("nobody has it open", result.OutputText);
            Assert.Equal([directory.PathOf("file"), used], Directory.GetFiles(directory.Root).Order(StringComparer.Ordinal));
        }
    }

    [RootFact]
    public void Rm_AsAnotherUser_IsRefusedByTheKernel()
    {
        var queue = SysVMessageQueue.Create(SysVKey.Private, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        ShellCommandResult result = Shell.Script($"setpriv --reuid nobody --regid nogroup --clear-groups $CW rm --yes msg:{queue.Id}");
        Assert.Equal(1, result.ExitCode());
        Assert.Contains("EPERM", result.ErrorText);
        Assert.True(queue.TryDelete());
    }

    [Theory]
    [InlineData("OBJECT or --orphans is missing")]
    [InlineData("OBJECT and --orphans exclude each other", "--orphans", "shm:1")]
    [InlineData("--under and --mine belong to --orphans", "shm:1", "--mine")]
    public void WrongUsage_OneLineAndExitCode2(string expected, params string[] arguments) => Shell.Causeway(["rm", "--yes", .. arguments]).Refused(2, expected);

    private static IpcObject Only(string typed)
    {
        ObjectSelector selector = ObjectSelector.Parse(typed);
        return Assert.Single(selector.Find(Inventory.Take(selector.Kinds)));
    }

    private static void NamedPosixSemaphore(string name) => Shell.Causeway("sem", "create", "/" + name).Succeeded();

    private static void ExpectOther<T>(string kind, T one, Func<T, int> idOf, Action<T> delete, Func<T> create)
    {
        using RemovalTarget target = RemovalTarget.Open(Only(string.Create(CultureInfo.InvariantCulture, $"{kind}:{idOf(one)}")));
        Assert.Null(target.Difference());
        T other = Recycle(kind, idOf(one), () => delete(one), create);
        Assert.Equal(idOf(one), idOf(other));
        Assert.Contains("it is another object of the same id by now", Assert.Throws<RefusedException>(() => target.Remove(force: true)).Message);
        delete(other);
        Assert.Contains("it is gone already", Assert.Throws<RefusedException>(() => target.Remove(force: true)).Message);
    }

    /// <summary>Removes an object and creates another of its id, which the kernel does when it is told to (kernel.shm_next_id, of this namespace alone).</summary>
    private static T Recycle<T>(string kind, int id, Action remove, Func<T> create)
    {
        remove();
        File.WriteAllText($"/proc/sys/kernel/{kind}_next_id", id.ToString(CultureInfo.InvariantCulture));
        return create();
    }

    /// <summary>Runs it at a terminal, and answers its question after something else has happened.</summary>
    private static (int Code, string Output) AtTerminal(string answer, Action meanwhile, params string[] arguments)
    {
        using var terminal = PseudoTerminal.Create(new TerminalSize(200, 50));
        ChildProcessOptions options = new(CommandRun.Program, arguments) { PseudoTerminal = terminal };
        options.Environment["DOTNET_EnableDiagnostics"] = "0";
        using ChildProcess child = ChildProcess.Start(options);
        StringBuilder output = new();
        byte[] buffer = new byte[4096];
        while (!output.ToString().Contains("[y/N]", StringComparison.Ordinal) && terminal.Read(buffer) is var first and > 0)
            output.Append(Encoding.UTF8.GetString(buffer, 0, first));
        meanwhile();
        terminal.Write(Encoding.UTF8.GetBytes(answer + "\n"));
        while (terminal.Read(buffer) is var count and > 0)
            output.Append(Encoding.UTF8.GetString(buffer, 0, count));
        return (child.WaitForExit().ExitCode ?? -1, output.ToString());
    }
}
