using System.Globalization;

namespace Causeway.Tests.Semaphores;

/// <summary>Many processes, ours and C's, that open or create the same semaphore at once.</summary>
public sealed class PosixSemaphoreRaceTests
{
    private const int Ours = 3;
    private const int CProcesses = 47;

    [Fact]
    public void OpenOrCreate_FiftyProcessesAtOnce_OneCreatesAndAllSeeItsValue()
    {
        using Peer c = Peer.StartC("posix_semaphore_race", CProcesses.ToString(CultureInfo.InvariantCulture));
        Peer[] ours = [.. Enumerable.Range(1, Ours).Select(number => Peer.StartDotnet(OpenInPeer, number.ToString(CultureInfo.InvariantCulture)))];
        try
        {
            Array.ForEach(ours, peer => peer.Expect("ready"));
            for (int round = 0; round < TestLoad.Rounds(200); round++)
            {
                using SemaphoreName name = new();
                Peer[] all = round % 2 == 0 ? [c, .. ours] : [.. ours, c];
                Array.ForEach(all, peer => peer.Send(name));
                string?[] found = [.. all.Select(peer => peer.ReadLine())];

                Assert.Single(found.Distinct());
                int value = int.Parse(found[0]!, CultureInfo.InvariantCulture);
                Assert.True(value is (>= 1 and <= Ours) or (>= 1000 and < 1000 + CProcesses), $"{value} is nobody's");
            }
        }
        finally
        {
            Array.ForEach(ours, peer => peer.Dispose());
        }
    }

    private static void OpenInPeer(string[] arguments)
    {
        int number = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } name)
        {
            using PosixSemaphore semaphore = PosixSemaphore.OpenOrCreate(name, number);
            Console.WriteLine(semaphore.Value);
        }
    }
}
