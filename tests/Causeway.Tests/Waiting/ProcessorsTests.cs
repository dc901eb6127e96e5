using System.Globalization;
using Causeway.Waiting;

namespace Causeway.Tests.Waiting;

public sealed class ProcessorsTests
{
    /// <summary>What counts is where others can run.</summary>
    [Fact]
    public void AreSeveral_ProcessMayUseOne_ThoseOfTheMachineCount()
    {
        ChildProcessOptions own = Peer.DotnetOptions(SayInPeer);
        using Peer peer = Peer.Start(new ChildProcessOptions("taskset", ["-c", MachineProcessors.OneOfOurs.ToString(CultureInfo.InvariantCulture), own.Program, .. own.Arguments]));
        Assert.Equal($"1 {MachineProcessors.Count > 1}", peer.ReadLine());
        peer.ExpectSuccess();
    }

    private static void SayInPeer(string[] arguments) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} {Processors.AreSeveral}"));
}
