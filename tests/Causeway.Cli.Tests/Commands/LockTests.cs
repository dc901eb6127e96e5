using System.Globalization;
using System.Text.Json;

namespace Causeway.Cli.Tests.Commands;

public sealed class LockTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("causeway-lock-");
    private readonly string _file;

    public LockTests() => _file = Path.Combine(_directory.FullName, "file");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Run_FlockProgramMeanwhile_FindsItLocked()
    {
        Assert.Equal("busy 1\n", Shell.Script($"$CW lock {_file} -- sh -c 'flock --nonblock {_file} true; echo busy $?'").OutputText);
        Assert.Equal("", Shell.Causeway("lock", _file, "--", "flock", "--nonblock", _file + "2", "true").Succeeded());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file));
        ShellCommand.Run("flock", ["--nonblock", _file, "true"]);
        Shell.Script($"flock {_file} $CW lock {_file} --try -- true").Refused(1, "is locked");
        Shell.Script($"flock --shared {_file} $CW lock --shared {_file} --try -- true").Succeeded();
    }

    [Theory]
    [InlineData("posix", "--record")]
    [InlineData("posix", "--ofd")]
    [InlineData("ofd", "--record")]
    [InlineData("ofd", "--range=0:10")]
    public void Run_RecordHeldByC_WaitsOrTimesOut(string peerKind, string option)
    {
        using Peer peer = Peer.StartC("file_lock", _file);
        peer.Send($"{peerKind} w 5 5");
        peer.Expect("done");
        Shell.Causeway("lock", _file, option, "--try", "--", "true").Refused(1, "is locked");
        Shell.Causeway("lock", _file, option, "--timeout", "10ms", "--", "true").Refused(124, "timeout");
        Shell.Causeway("lock", _file, "--ofd", "--range", "0:5", "--try", "--", "true").Succeeded();
        Shell.Causeway("lock", _file, "--record", "--range", "10:", "--try", "--", "true").Succeeded();
        Shell.Causeway("lock", _file, "--try", "--", "true").Succeeded();
        using Peer waiting = Shell.Start("lock", _file, option, "--timeout", "50", "--", "echo", "granted");
        AwaitWaiter();
        peer.Send($"{peerKind} u 0 0");
        peer.Expect("done");
        waiting.Expect("granted");
        waiting.ExpectSuccess();
    }

    [Fact]
    public void Run_ExitCodes_AreThoseOfTheCommandAndOfTimeout()
    {
        Assert.Equal(7, Shell.Causeway("lock", _file, "--", "sh", "-c", "exit 7").ExitCode());
        Assert.Equal(128 + 9, Shell.Causeway("lock", _file, "--", "sh", "-c", "kill -9 $$").ExitCode());
        Shell.Causeway("lock", _file, "--", "no-such-command").Refused(127, "no command");
        Shell.Causeway("lock", _file, "--", "/etc/passwd").Refused(126, "cannot be run");
        Shell.Causeway("lock", _file).Refused(2, "-- CMD is missing");
        Shell.Causeway("lock", _file, "--try", "--timeout", "1", "--", "true").Refused(125, "exclude each other");
        Shell.Causeway("lock", _file, "--range", "x", "--", "true").Refused(125, "a first byte and a number of bytes");
        Shell.Causeway("lock", _file, "--range", "0:0", "--", "true").Refused(125, "a first byte and a number of bytes");
        Shell.Causeway("lock", _file, "--record", "--inherit", "--", "true").Refused(125, "exclude each other");
        Shell.Causeway("lock", _file + "/x", "--", "true").Refused(125, "ENOTDIR");
        Shell.Causeway("lock", "stat", _file + "2").Refused(1, "there is no file");
        Shell.Causeway("lock", "ls", _file + "2").Refused(1, "there is no file");
    }

    [Fact]
    public void Run_WhatTheCommandLeavesRunning_HasTheLockOnlyWithInherit()
    {
        using Peer plain = Shell.Start("lock", _file, "--", "sh", "-c", "sleep 1000 >/dev/null 2>&1 & echo $!");
        int left = Number(plain);
        plain.ExpectSuccess();
        Shell.Causeway("lock", _file, "--try", "--", "true").Succeeded();
        Kill(left);

        using Peer inheriting = Shell.Start("lock", _file, "--inherit", "--", "sh", "-c", "sleep 1000 >/dev/null 2>&1 & echo $!");
        left = Number(inheriting);
        inheriting.ExpectSuccess();
        Shell.Causeway("lock", _file, "--try", "--", "true").Refused(1, "is locked");
        Assert.Contains($"\"holders\":\"{left}\"", Shell.Causeway("lock", "stat", _file, "--json").Succeeded());
        Kill(left);
        Shell.Causeway("lock", _file, "--timeout", "50", "--", "true").Succeeded();
    }

    [Fact]
    public void Run_CausewayKilled_TheLockIsGone()
    {
        using Peer holder = Shell.Start("lock", _file, "--", "sh", "-c", "echo $$; exec sleep 1000");
        int command = Number(holder);
        Shell.Causeway("lock", _file, "--try", "--", "true").Refused(1, "is locked");
        holder.Process.Kill();
        holder.Process.WaitForExit();
        Shell.Causeway("lock", _file, "--timeout", "50", "--", "true").Succeeded();
        Kill(command);
    }

    [Fact]
    public void Run_Interrupted_EndsTheCommandOrTheWait()
    {
        using Peer holder = Shell.StartInOwnGroup("lock", _file, "--", "sh", "-c", "echo held; exec sleep 1000");
        holder.Expect("held");
        using Peer waiter = Shell.Start("lock", "run", _file, "--", "true");
        AwaitWaiter();
        waiter.Process.TrySendSignal(Signal.Term);
        Assert.Equal((128 + 15, ""), (CommandRun.Finish(waiter).Status.ExitCode, waiter.Errors));
        holder.Process.TrySendSignal(Signal.Int);
        Assert.Equal(130, CommandRun.Finish(holder).Status.ExitCode);
    }

    [Fact]
    public void Run_FileReplacedWhileWaiting_LocksTheNewOne()
    {
        using FileLock old = FileLock.Create(_file);
        old.Lock();
        using Peer waiter = Shell.Start("lock", _file, "--", "sh", "-c", "echo granted; read line");
        AwaitWaiter();
        File.Delete(_file);
        using FileLock replacement = FileLock.Create(_file);
        replacement.Lock();
        old.Unlock();
        AwaitWaiter();
        replacement.Unlock();
        waiter.Expect("granted");
        Assert.False(replacement.TryLock());
        waiter.Send("end");
        waiter.ExpectSuccess();
    }

    [Fact]
    public void Ls_HolderAndWaiter_AreShown()
    {
        using Peer holder = Shell.Start("lock", _file, "--ofd", "--range", "10:20", "--shared", "--", "sh", "-c", "echo held; read line");
        holder.Expect("held");
        using Peer waiter = Peer.StartC("file_lock", _file);
        waiter.Send("posix w 0 0");
        AwaitWaiter();
        string[] lines = Shell.Causeway("lock", "ls", _file, "--json").Succeeded().TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        JsonElement held = JsonDocument.Parse(lines[0]).RootElement;
        JsonElement waits = JsonDocument.Parse(lines[1]).RootElement;
        Assert.Equal(("held", "ofd", "shared", 10, 20), (Text(held, "state"), Text(held, "kind"), Text(held, "mode"), held.GetProperty("start").GetInt32(), held.GetProperty("length").GetInt32()));
        Assert.Equal((holder.Process.Id.ToString(CultureInfo.InvariantCulture), _file), (Text(held, "processes"), Text(held, "path")));
        Assert.Equal(("waits", "record", "exclusive", waiter.Process.Id.ToString(CultureInfo.InvariantCulture)), (Text(waits, "state"), Text(waits, "kind"), Text(waits, "mode"), Text(waits, "processes")));
        Assert.Contains(_file, Shell.Causeway("lock", "ls").Succeeded());
        Assert.Equal($"file     {_file}\nlocks    1\nholders  {holder.Process.Id}\nwaiting  1\nwaiters  {waiter.Process.Id}\n", Shell.Causeway("lock", "stat", _file).Succeeded());
        holder.Send("end");
        holder.ExpectSuccess();
        waiter.Expect("done");
        waiter.Send("posix u 0 0");
        waiter.Expect("done");
        Assert.Equal("", Shell.Causeway("lock", "ls", _file).Succeeded());
    }

    private static string Text(JsonElement one, string name) => one.GetProperty(name).GetString()!;

    private static int Number(Peer peer) => int.Parse(peer.ReadLine()!, CultureInfo.InvariantCulture);

    /// <summary>A process that nobody here can wait for; its lock goes before it is gone.</summary>
    private static void Kill(int process) => Shell.Script($"kill -9 {process}").Succeeded();

    private void AwaitWaiter() =>
        Assert.True(SpinWait.SpinUntil(() => FileLocks.ListOf(_file).Any(one => one.Waiters.Count > 0), Watchdog.Limit), "nobody came to wait");
}
