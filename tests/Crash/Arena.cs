using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Causeway;
using Causeway.Domains;

namespace Crash.Tests;

/// <summary>Named objects in a domain of their own, survivors of two processes that compete for them, and a place for victims.</summary>
internal sealed class Arena : IDisposable
{
    private const int OperationsWhileStopped = 3;
    private static int s_last;
    private readonly string _folder = $"/dev/shm/causeway-crash-{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}";
    private readonly Plain _plain;
    private readonly Contest[] _contests;
    private readonly Survivors _survivors;
    private readonly Peer _peer;

    public Arena()
    {
        Directory.CreateDirectory(_folder);
        Domain = Domain.Open(Path.Combine(_folder, "domain"), new DomainOptions { CreateIfMissing = true });
        MakeGrave();
        _plain = Plain.Open(PlainPath);
        _contests = Contest.Open(Domain, _plain);
        _survivors = new Survivors(_contests, _plain, process: 0);
        _survivors.Start();
        _peer = Peer.StartDotnet(Survivors.Live, Domain.Path, PlainPath);
        _peer.Expect("ready");
    }

    public Domain Domain { get; }

    public Plain Plain => _plain;

    private string PlainPath => Path.Combine(_folder, "plain");

    /// <summary>Lets the survivors work.</summary>
    public void Begin(long round) => Volatile.Write(ref _plain.Round, round);

    /// <summary>A process that does everything, until it is killed.</summary>
    /// <param name="number">Which of the victims at the same time.</param>
    /// <param name="seed">For what it does.</param>
    /// <param name="variable">Of the environment: what happens at a crash point; null: it comes from outside.</param>
    /// <param name="point">At which.</param>
    public Peer StartVictim(int number, int seed, string? variable = null, string? point = null)
    {
        Volatile.Write(ref _plain.EntriesOf(number), 0);
        ChildProcessOptions options = Peer.DotnetOptions(
            Victim.Live, Domain.Path, PlainPath, _folder, number.ToString(CultureInfo.InvariantCulture), seed.ToString(CultureInfo.InvariantCulture));
        if (variable is not null)
            options.Environment[variable] = point;
        return Peer.Start(options);
    }

    /// <summary>Waits until a victim has competed for every object, and goes on to.</summary>
    public void AwaitEntries(int number, Peer victim) => Until(
        () => victim.Process.HasExited || Volatile.Read(ref _plain.EntriesOf(number)) >= Plain.Contests,
        () => $"victim {number} has been in {_plain.EntriesOf(number)} contests");

    /// <summary>The contests in which a process held something or waited for something a moment ago.</summary>
    public IEnumerable<string> UsedBy(int processId) => _contests.Where(contest => contest.Names.Any(name =>
        Domain.Find(name)?.Details is { } details && details.Participants.FirstOrDefault(one => one.IsAlive && one.ProcessId == processId) is { } who
        && (who.Held != 0 || who.WaitingThreads + who.WaitingAsynchronous > 0 || contest.IsHeldBy(details, who)))).Select(static contest => contest.Name);

    /// <summary>Waits until everybody has gone on with everything that a stopped process does not hold.</summary>
    public void AssertProgressBeside(int stopped)
    {
        long[][] goals = [.. _contests.Select((_, number) => Workers(number).Select(worker => Volatile.Read(ref _plain.ProgressOf(worker)) + OperationsWhileStopped).ToArray())];
        for (int contest = 0; contest < _contests.Length; contest++)
        {
            int number = contest;
            Until(() => Workers(number).Zip(goals[number]).All(pair => Volatile.Read(ref _plain.ProgressOf(pair.First)) >= pair.Second) || IsHeld(_contests[number], stopped),
                () => $"{_contests[number].Name} beside {stopped}, which is stopped");
        }
    }

    /// <summary>Everybody goes on for a while, and rests; then nothing is held, and nobody waits.</summary>
    public void Rest(long round)
    {
        Volatile.Write(ref _plain.Over, round);
        int[] workers = [.. Enumerable.Range(0, _contests.Length).SelectMany(Workers)];
        Until(() => Array.TrueForAll(workers, worker => Volatile.Read(ref _plain.FinishedBy(worker)) >= round),
            () => $"after the victim's end (round {round}): workers {string.Join(' ', workers.Where(worker => Volatile.Read(ref _plain.FinishedBy(worker)) < round))} do not come to rest");
        foreach (Contest contest in _contests)
        {
            contest.AssertWhole();
            Assert.DoesNotContain(contest.Names.SelectMany(name => Domain.Find(name)?.Details?.Participants ?? []), static one => one.IsAlive && one.WaitingThreads + one.WaitingAsynchronous > 0);
        }
    }

    /// <summary>Closes everything, kills the other process, which so is the last user, and collects: nothing is left but what victims have left in good order.</summary>
    public void AssertNothingRemains()
    {
        _peer.Process.TrySendSignal(Signal.Stop);
        while (!ProcessState.IsStopped(_peer.Process.Id))
            Thread.Sleep(1);
        Close();
        _peer.Process.Kill();
        _peer.Process.WaitForExit();
        Domain.Collect();
        foreach (NamedObjectEntry left in Domain.List())
        {
            Assert.StartsWith(left.Name.StartsWith('b') ? "born-" : "grave-", left.Name, StringComparison.Ordinal);
            Assert.Empty(left.Details!.Participants);
            Domain.Delete(left.Name);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(Domain.Path).Select(Path.GetFileName));
    }

    public void Dispose()
    {
        _peer.Dispose();
        Close();
        _plain.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<int> Workers(int contest) =>
        from process in (int[])[0, 1] from second in (int[])[0, 1] select Survivors.WorkerOf(process, contest, second);

    private void Close()
    {
        Volatile.Write(ref _plain.Round, -1);
        Array.ForEach(_contests, static contest => contest.Dispose());
        _survivors.Join();
    }

    private bool IsHeld(Contest contest, int processId) =>
        contest.Names.Select(name => Domain.Find(name)?.Details).OfType<NamedObjectDetails>().Any(
            details => details.Participants.FirstOrDefault(one => one.IsAlive && one.ProcessId == processId) is { } who && contest.IsHeldBy(details, who));

    private void Until(Func<bool> condition, Func<string> describe) => Watchdog.Until(
        () =>
        {
            if (_survivors.Failure is { } failure)
                throw new InvalidOperationException("a survivor failed", failure);
            if (_peer.Process.HasExited)
                throw new InvalidOperationException($"the second process of survivors is gone: {_peer.Errors}");
            return condition();
        },
        () => $"{describe()}\n{Describe()}");

    private string Describe()
    {
        StringBuilder text = new();
        foreach (string name in _contests.SelectMany(static contest => contest.Names))
        {
            if (Domain.Find(name)?.Details is not { } details)
                continue;
            byte[] bytes = File.ReadAllBytes(Path.Combine(Domain.Path, name));
            text.AppendLine(CultureInfo.InvariantCulture, $"{name}: value {details.Value} waiters {details.HasWaiters} turn {details.TurnCell} people {BitConverter.ToUInt32(bytes, ObjectLayout.People32)}");
            foreach (NamedObjectParticipant one in details.Participants)
            {
                int at = ObjectLayout.Cells + ((one.Cell - 1) * ObjectLayout.CellBytes);
                text.AppendLine(CultureInfo.InvariantCulture, $"  {one} bell {BitConverter.ToUInt32(bytes, at + ObjectLayout.BellIn)} answered {BitConverter.ToUInt32(bytes, at + ObjectLayout.AnsweredIn)} delivered {BitConverter.ToUInt32(bytes, at + ObjectLayout.DeliveredIn)} waiting {BitConverter.ToUInt64(bytes, at + ObjectLayout.WaitingIn):x}");
            }
        }

        return text.ToString();
    }

    /// <summary>An object as a process leaves it that held its only unit and was killed.</summary>
    private void MakeGrave()
    {
        using (var grave = NamedSemaphore.Create("grave", 1, 1, domain: Domain))
        {
            grave.WaitOne();
            File.Copy(Path.Combine(Domain.Path, "grave"), Path.Combine(_folder, "grave"));
        }

        Domain.Delete("grave");
        using FileStream copy = new(Path.Combine(_folder, "grave"), FileMode.Open);
        copy.Position = ObjectLayout.Cells + ObjectLayout.DoorbellIn;
        copy.Write(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    }
}
