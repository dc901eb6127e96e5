using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

/// <summary>What is used by processes that are not listed: of other PID namespaces, or hidden by /proc's mount.</summary>
public sealed class HiddenProcessTests
{
    private const string InNamespace = "unshare --pid --fork --mount-proc";

    [RootFact]
    public void Rm_InAPidNamespace_LeavesAloneWhatOthersMayUse()
    {
        using TestDirectory directory = new();
        string fifo = directory.PathOf("fifo");
        ShellCommand.Run("mkfifo", [fifo]);
        using Microsoft.Win32.SafeHandles.SafeFileHandle held = File.OpenHandle(fifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        ShellCommandResult result = Shell.Script($"{InNamespace} $CW rm --orphans --under {directory.Root} --yes");
        Assert.Contains(Look.Errors(result), static line => line.Contains("processes outside of this PID namespace are not seen", StringComparison.Ordinal));
        Look.Refused(result, 1, "processes that cannot be seen may use it");
        Assert.True(File.Exists(fifo));

        string said = Shell.Script($"{InNamespace} $CW doctor {directory.Root}").OutputText;
        Assert.Contains($"{fifo}: nobody has it open (of the processes that can be seen)\n    fix: causeway rm {fifo}\n    note: rm leaves it alone as long as it may be in use: ", said);
    }

    [RootFact]
    public void Doctor_InAPidNamespace_DoesNotCallACreatorOutsideGone()
    {
        var segment = SysVSharedMemory.Create(SysVKey.Private, 4096);
        var queue = SysVMessageQueue.Create(SysVKey.Private);
        queue.Send(1, "x"u8);
        ShellCommandResult result = Shell.Script($"{InNamespace} $CW ls shm msg --orphan; {InNamespace} $CW ls shm");
        Assert.DoesNotContain(result.OutputText.Split('\n'), line => line.StartsWith($"msg:{queue.Id} ", StringComparison.Ordinal));
        Assert.Contains(", creator unknown", Assert.Single(result.OutputText.Split('\n'), line => line.StartsWith($"shm:{segment.Id} ", StringComparison.Ordinal)));
        segment.Delete();
        queue.Delete();
    }

    [RootFact]
    public void Look_WithHidepid_SaysSoAndCallsNobodyGone()
    {
        var segment = SysVSharedMemory.Create(SysVKey.Private, 4096, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        const string AsNobody = "setpriv --reuid nobody --regid nogroup --clear-groups";
        string script = $"unshare --mount sh -c 'mount -t proc -o hidepid=2 proc /proc; {AsNobody} $CW ls shm; {AsNobody} $CW ls shm --orphan; $CW ls pipe >/dev/null'";
        ShellCommandResult result = Shell.Script(script.Replace("$CW", CommandRun.Program, StringComparison.Ordinal));
        Assert.Equal(2, Look.Errors(result).Count(static line => line.Contains("/proc is mounted with hidepid", StringComparison.Ordinal)));
        Assert.Contains(", creator unknown", Assert.Single(result.OutputText.Split('\n'), line => line.StartsWith($"shm:{segment.Id} ", StringComparison.Ordinal)));
        segment.Delete();
    }

    [RootFact]
    public void Doctor_LockFileOfAProcessThatIsHidden_IsNoFinding()
    {
        string files = $"echo {Environment.ProcessId} >/mnt/mine.lock; echo 4194999 >/mnt/stale.lock; chmod a+r /mnt/*";
        ShellCommandResult result = Shell.Script($"unshare --mount sh -c 'mount -t proc -o hidepid=2 proc /proc; mount -t tmpfs -o mode=755 none /mnt; {files}; setpriv --reuid nobody --regid nogroup --clear-groups {CommandRun.Program} doctor /mnt'");
        Assert.Contains("/proc is mounted with hidepid", result.ErrorText);
        Assert.DoesNotContain("mine.lock", result.OutputText);
        Assert.Contains("/mnt/stale.lock  stale-lock-file\n    it names process 4194999, which has ended, and nobody has it locked (of the processes that can be seen)\n", result.OutputText);
    }
}
