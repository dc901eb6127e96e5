using System.Globalization;
using Causeway;

namespace Crash.Tests.Connections;

/// <summary>What becomes of boost's message_queue under kills like those of <see cref="ConnectionKillStormTests"/>: a figure to compare with, not a claim.</summary>
public sealed class BoostQueueTests
{
    /// <summary>A wedged one costs five seconds.</summary>
    private const int Kills = 40;

    [BoostFact]
    public void SenderOrReceiver_KilledAtRandom_SaysHowOftenItWedges()
    {
        string source = Path.Combine(Repository.Root, "tests", "Peers", "boost_queue_storm.cpp");
        string program = Path.Combine(Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "peers")).FullName, "boost_queue_storm");
        CCompiler.Run("g++", "-std=c++17", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source, "-lrt", "-lpthread");
        string[] arguments = [.. new[] { Kills, TestLoad.Seed }.Select(static one => one.ToString(CultureInfo.InvariantCulture))];
        using Peer storm = Peer.Start(new ChildProcessOptions(program, arguments));
        string? said = storm.ReadLine();
        storm.ExpectSuccess();
        Assert.EndsWith($" of {Kills}", said);
        Console.Error.WriteLine($"boost's message_queue: wedged after {said} kills");
    }
}
