using System.Globalization;
using Causeway;

namespace Crash.Tests.Connections;

/// <summary>The same loop of kills at boost's message_queue, which is a figure to compare with and no claim, and at our connections in C, which go on each time.</summary>
public sealed class BoostQueueTests
{
    /// <summary>A wedged one costs five seconds.</summary>
    private const int Kills = 40;

    [BoostFact]
    public void SenderOrReceiver_KilledAtRandom_ConnectionsGoOn_AndBoostsQueueSaysHowOftenItDoesNot()
    {
        string ours = Run(CCompiler.Compile("connection_queue_storm"), $"@causeway-storm-{Environment.ProcessId}");
        string source = Path.Combine(Repository.Root, "tests", "Peers", "boost_queue_storm.cpp");
        string program = Path.Combine(Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "peers")).FullName, "boost_queue_storm");
        CCompiler.Run("g++", "-std=c++17", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source, "-lrt", "-lpthread");
        string boosts = Run(program);

        Console.Error.WriteLine($"wedged after kills: connections {ours}, boost's message_queue {boosts}");
        Assert.Equal($"0 of {Kills}", ours);
        Assert.EndsWith($" of {Kills}", boosts);
    }

    private static string Run(string program, params string[] first)
    {
        string[] arguments = [.. first, .. new[] { Kills, TestLoad.Seed }.Select(static one => one.ToString(CultureInfo.InvariantCulture))];
        using Peer storm = Peer.Start(new ChildProcessOptions(program, arguments));
        string? said = storm.ReadLine();
        storm.ExpectSuccess();
        return said ?? "nothing";
    }
}
