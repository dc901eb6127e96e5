namespace Causeway.Inspection.Tests.Domains;

/// <summary>Causeway's own named objects, of this process and another one.</summary>
public sealed class DomainTests : IDisposable
{
    private static readonly InspectionOptions s_options = new() { Kinds = IpcKinds.Of(IpcKind.Domain), Details = InspectionDetails.Mappings };

    private readonly string _directory = $"/dev/shm/causeway-inspected-{Guid.NewGuid():N}";

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Take_MutexSemaphoreEvent_HaveValuesHoldersAndTheDead()
    {
        Domain domain = Domain.Open(_directory, new DomainOptions { CreateIfMissing = true });
        using NamedMutex mutex = NamedMutex.Create("mutex", domain);
        using NamedSemaphore semaphore = NamedSemaphore.Create("semaphore", 5, 7, domain: domain);
        NamedEvent.Create("event", initialState: true, EventResetMode.ManualReset, domain).Dispose();
        using Peer peer = Peer.StartDotnet(HoldAll, _directory);
        peer.Expect("holds");
        InspectionSnapshot snapshot = Inspector.Take(s_options);
        DomainObject held = Find(snapshot, "mutex");
        Assert.Equal(NamedObjectKind.Mutex, held.Details!.Kind);
        Assert.Equal([true, true], held.Details.Participants.Select(static one => one.IsAlive));
        Assert.Equal(peer.Process.Id, Assert.Single(snapshot.EndsOf(held), static end => end.Role == IpcRole.Holder).Process.Id);
        Assert.Superset(new HashSet<int> { Environment.ProcessId, peer.Process.Id }, snapshot.EndsOf(held).Select(static end => end.Process.Id).ToHashSet());
        Assert.Equal((3, 7L), (Find(snapshot, "semaphore").Details!.Value, Find(snapshot, "semaphore").Details!.Parameter));
        DomainObject unused = Find(snapshot, "event");
        Assert.Equal((NamedObjectKind.Event, 0), (unused.Details!.Kind, unused.Details.Participants.Count));
        Assert.Empty(snapshot.EndsOf(unused));

        peer.Process.TrySendSignal(Signal.Kill);
        peer.Process.WaitForExit();
        snapshot = Inspector.Take(s_options);
        held = Find(snapshot, "mutex");
        Assert.False(Assert.Single(held.Details!.Participants, one => one.ProcessId == peer.Process.Id).IsAlive);
        Assert.DoesNotContain(snapshot.EndsOf(held), static end => end.Role == IpcRole.Holder);
    }

    [Fact]
    public void Take_WhatIsNoObject_HasTheProblemAndNothingIsWaitedFor()
    {
        _ = Domain.Open(_directory, new DomainOptions { CreateIfMissing = true });
        File.WriteAllText(Path.Combine(_directory, "text"), "no object");
        Fifo.Create(Path.Combine(_directory, "fifo"));
        File.CreateSymbolicLink(Path.Combine(_directory, "link"), "/etc/passwd");
        InspectionSnapshot snapshot = Inspector.Take(s_options);
        Assert.Contains("is no named object", Find(snapshot, "text").Problem, StringComparison.Ordinal);
        Assert.Single(snapshot.Objects, one => one.Name!.StartsWith(_directory, StringComparison.Ordinal));
    }

    private static void HoldAll(string[] arguments)
    {
        Domain domain = Domain.Open(arguments[0]);
        using NamedMutex mutex = NamedMutex.OpenExisting("mutex", domain);
        using NamedSemaphore semaphore = NamedSemaphore.OpenExisting("semaphore", domain);
        using NamedMutexScope owned = mutex.Enter();
        using NamedSemaphoreScope first = semaphore.Enter();
        using NamedSemaphoreScope second = semaphore.Enter();
        Console.WriteLine("holds");
        Console.ReadLine();
    }

    private DomainObject Find(InspectionSnapshot snapshot, string name) => Assert.IsType<DomainObject>(Assert.Single(snapshot.Objects, one => one.Name == $"{_directory}/{name}"));
}
