using System.Globalization;
using Causeway.Inspection.Changes;
using Causeway.Tests;

namespace Causeway.Inspection.Tests.Changes;

/// <summary>What inotify(7) tells of folders, event by event, and what follows where it tells too little.</summary>
public sealed class FolderEventsTests : IDisposable
{
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(60);

    private readonly TestDirectory _directory = new();
    private readonly CancellationTokenSource _end = new(s_watchdog);

    public void Dispose()
    {
        _directory.Dispose();
        _end.Dispose();
    }

    [Fact]
    public void Read_FolderWatchedAsTwoThings_TellsOfBoth()
    {
        string name = $"/dev/shm/twice-{Guid.NewGuid():N}";
        using FolderEvents events = FolderEvents.TryBegin(new InspectionOptions { Kinds = IpcKinds.Of(IpcKind.PosixMemory, IpcKind.Fifo), Directories = ["/dev/shm"] })!;
        File.WriteAllText(name, "");
        File.Delete(name);
        List<FolderEvent> taken = [];
        events.Read(taken);
        Assert.Equal(
            [(FolderPlace.Memory, true), (FolderPlace.Files, true), (FolderPlace.Memory, false), (FolderPlace.Files, false)],
            taken.Where(one => one.Path == name).Select(static one => (one.Place, one.Came)));
    }

    [Fact]
    public void Read_FolderIsRenamed_TellsByItsNewPathAlone()
    {
        Directory.CreateDirectory(_directory.PathOf("before"));
        using FolderEvents events = FolderEvents.TryBegin(Options)!;
        List<FolderEvent> taken = [];
        Directory.Move(_directory.PathOf("before"), _directory.PathOf("after"));
        events.Read(taken);
        File.WriteAllText(_directory.PathOf("after/file"), "");
        events.Read(taken);
        Assert.Equal([new FolderEvent(_directory.PathOf("after/file"), FolderPlace.Files, Came: true)], taken);
    }

    /// <summary>None of the files is an object: a look is due for what may have been lost. The folder that came after the last event that had room is watched as well.</summary>
    [Fact]
    public async Task WaitAsync_QueueOverflows_ALookIsDueAndNewFoldersAreWatched()
    {
        FolderEvents events = FolderEvents.TryBegin(Options)!;
        Overflow();
        Directory.CreateDirectory(_directory.PathOf("lost"));
        await using FolderWatch watch = new(events, Options);
        await watch.WaitAsync(_end.Token);
        Fifo.Create(_directory.PathOf("lost/fifo"));
        await watch.WaitAsync(_end.Token);
        File.Delete(_directory.PathOf("lost/fifo"));
        InspectionSnapshot none = Inspector.Take(Options);
        Assert.Equal(
            [(InspectionChangeKind.ObjectAppeared, _directory.PathOf("lost/fifo")), (InspectionChangeKind.ObjectGone, _directory.PathOf("lost/fifo"))],
            (await Gone(watch, none)).Select(static one => (one.Kind, one.Object!.Name!)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_FolderThatWasGivenIsGone_SaysSo(bool overflows)
    {
        string given = Directory.CreateDirectory(_directory.PathOf("given")).FullName;
        using FolderEvents events = FolderEvents.TryBegin(Options with { Directories = [_directory.Root, given] })!;
        if (overflows)
            Overflow();
        Directory.Delete(given);
        SyscallException gone = Assert.Throws<SyscallException>(() => events.Read([]));
        Assert.Equal((Errno.ENOENT, given), (gone.Errno, gone.ObjectName));
        Assert.EndsWith("; it was removed, renamed or unmounted while it was watched", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FolderThatWasGivenIsRenamed_IsGoneAsWell()
    {
        string given = Directory.CreateDirectory(_directory.PathOf("given")).FullName;
        using FolderEvents events = FolderEvents.TryBegin(Options with { Directories = [given] })!;
        Directory.Move(given, _directory.PathOf("elsewhere"));
        Assert.Equal(given, Assert.Throws<SyscallException>(() => events.Read([])).ObjectName);
    }

    /// <summary>Of all this inotify tells nothing.</summary>
    [Theory]
    [InlineData("mv above elsewhere", "above/given")]
    [InlineData("mv above elsewhere && mkdir -p above/given", "above/given")]
    [InlineData("rm above/link", "above/link")]
    [InlineData("ln -sfn / above/link", "above/link")]
    [InlineData("mv above elsewhere && touch above", "above/link")]
    public void FindGone_PathLeadsElsewhere_SaysSo(string change, string name)
    {
        Directory.CreateDirectory(_directory.PathOf("above/given"));
        File.CreateSymbolicLink(_directory.PathOf("above/link"), "given");
        string given = _directory.PathOf(name);
        GivenFolders folders = new([_directory.Root, "/", given + "/"]);
        Assert.Null(folders.FindGone());
        Assert.Equal("", ShellCommand.Run($"cd {_directory.Root} && {change}").ErrorText);
        Assert.Equal(given, folders.FindGone()?.ObjectName);
    }

    [Fact]
    public void Read_FolderThatWasGivenIsALink_TellsByItsPath()
    {
        Directory.CreateDirectory(_directory.PathOf("given/below"));
        File.CreateSymbolicLink(_directory.PathOf("link"), "given");
        using FolderEvents events = FolderEvents.TryBegin(Options with { Directories = [_directory.PathOf("link")] })!;
        List<FolderEvent> taken = [];
        File.WriteAllText(_directory.PathOf("given/below/file"), "");
        events.Read(taken);
        Assert.Equal([new FolderEvent(_directory.PathOf("link/below/file"), FolderPlace.Files, Came: true)], taken);
    }

    [Fact]
    public async Task WaitAsync_FolderIsGone_WhatWasReadIsToldFirst()
    {
        string given = Directory.CreateDirectory(_directory.PathOf("given")).FullName;
        Fifo.Create($"{given}/fifo");
        InspectionOptions options = Options with { Directories = [given] };
        await using FolderWatch watch = FolderWatch.TryBegin(options)!;
        InspectionSnapshot none = Inspector.Take(options);
        watch.Lives.Settle(none, none);
        Directory.Delete(given, recursive: true);
        int looks = 0;
        SyscallException gone = await Assert.ThrowsAsync<SyscallException>(async () =>
        {
            for (; ; looks++)
                await watch.WaitAsync(_end.Token);
        });
        Assert.Equal(given, gone.ObjectName);
        Assert.NotEqual(0, looks);
    }

    private InspectionOptions Options => new() { Kinds = IpcKinds.Of(IpcKind.Fifo), Directories = [_directory.Root] };

    /// <summary>More events than an instance of inotify keeps: two for each time, which are not alike and so not told as one.</summary>
    private void Overflow()
    {
        int most = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"), CultureInfo.InvariantCulture);
        string path = _directory.PathOf("file");
        for (int count = 0; count <= most; count += 2)
        {
            File.WriteAllText(path, "");
            File.Delete(path);
        }
    }

    private async Task<List<InspectionChange>> Gone(FolderWatch watch, InspectionSnapshot none)
    {
        await watch.WaitAsync(_end.Token);
        return watch.Lives.Settle(none, none);
    }
}
