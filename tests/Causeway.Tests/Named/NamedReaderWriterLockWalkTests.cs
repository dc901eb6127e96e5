namespace Causeway.Tests.Named;

/// <summary>Random calls of two processes, one after the other: the lock lets in whom a reference in memory lets in, and nobody else.</summary>
public sealed class NamedReaderWriterLockWalkTests : IDisposable
{
    private const int NamedSteps = 60_000;

    /// <summary>Readers leave oftener than they come, so that others come in too.</summary>
    private static readonly string[] s_orders = ["read", "write", "upgradeable", "upgrade", "leave read", "leave read", "leave write", "leave upgradeable"];
    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Theory]
    [InlineData(NamedReaderWriterPreference.Writers)]
    [InlineData(NamedReaderWriterPreference.Readers)]
    public void RandomCallsOfTwoProcesses_AgreeWithAReference(NamedReaderWriterPreference preference)
    {
        Random random = TestLoad.NewRandom();
        using var @lock = NamedReaderWriterLock.Create("rw", preference, _domain.Domain);
        using Peer peer = Peer.StartDotnet(Obey, _domain.Path);
        Reference reference = new();
        List<string> done = [];
        for (int step = TestLoad.Rounds(NamedSteps); step > 0; step--)
        {
            int process = random.Next(2);
            string order = s_orders[random.Next(s_orders.Length)];
            string expected = reference.Do(process, order);
            string actual = process == 0 ? Do(@lock, order) : peer.Ask(order)!;
            done.Add($"{process}: {order}: {actual}");
            Assert.True(expected == actual, $"expected {expected}: {string.Join("; ", done.TakeLast(20))}");
        }

        Assert.All(s_orders, order => Assert.Contains(done, one => one[3..] == $"{order}: in" || one[3..] == $"{order}: out"));
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    internal static void Obey(string[] arguments)
    {
        using var @lock = NamedReaderWriterLock.OpenExisting("rw", Domain.Open(arguments[0]));
        Orders.Obey(order => Do(@lock, order));
    }

    private static string Do(NamedReaderWriterLock @lock, string order)
    {
        try
        {
            switch (order)
            {
                case "read":
                    return @lock.ReadSide.WaitOne(0) ? "in" : "not now";
                case "write":
                    return @lock.WriteSide.WaitOne(0) ? "in" : "not now";
                case "upgradeable":
                    return @lock.UpgradeableReadSide.WaitOne(0) ? "in" : "not now";
                case "upgrade":
                    @lock.Upgrade(TimeSpan.Zero, CancellationToken.None);
                    return "in";
                case "leave read":
                    @lock.ExitRead();
                    return "out";
                case "leave write":
                    @lock.ExitWrite();
                    return "out";
                default:
                    @lock.ExitUpgradeableRead();
                    return "out";
            }
        }
        catch (TimeoutException)
        {
            return "not now";
        }
        catch (SynchronizationLockException)
        {
            return "refused";
        }
    }

    /// <summary>Who is in; -1: nobody.</summary>
    private sealed class Reference
    {
        private readonly int[] _readers = [0, 0];
        private int _writer = -1;
        private int _upgradeable = -1;

        public string Do(int process, string order)
        {
            bool anyReaders = _readers[0] + _readers[1] > 0;
            switch (order)
            {
                case "read":
                    return When(_writer < 0, () => _readers[process]++);
                case "write":
                    return When(_writer < 0 && _upgradeable < 0 && !anyReaders, () => _writer = process);
                case "upgradeable":
                    return When(_writer < 0 && _upgradeable < 0, () => _upgradeable = process);
                case "upgrade":
                    return _upgradeable != process || _writer == process ? "refused" : When(!anyReaders, () => _writer = process);
                case "leave read":
                    return Leave(_readers[process] > 0, () => _readers[process]--);
                case "leave write":
                    return Leave(_writer == process, () => _writer = -1);
                default:
                    return Leave(_upgradeable == process && _writer != process, () => _upgradeable = -1);
            }
        }

        private static string When(bool can, Action change) => Change(can, change, "in", "not now");

        private static string Leave(bool can, Action change) => Change(can, change, "out", "refused");

        private static string Change(bool can, Action change, string made, string not)
        {
            if (can)
                change();
            return can ? made : not;
        }
    }
}
