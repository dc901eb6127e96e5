using Causeway.Cli.Commands.Inspect.Why;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary><c>causeway why</c>.</summary>
internal static class InspectWhy
{
    private static readonly Verb s_verb = new("", ["PID"], "Says what a process waits for, who could end that, and what those wait for in turn, to the end of the chain or the deadlock.",
        [ObjectDescription.Json], Run);

    public static readonly VerbGroup Group = new("why", "why a process is stuck", [s_verb],
        """
        It looks at the system calls that threads sleep in, which takes the right to trace them: one's own processes, or root.
        Nothing is stopped. Who holds a lock is certain; at a pipe, socket or queue anybody with the other end could end the wait;
        of System V queues and semaphores the kernel keeps who used them last, which is a guess. What is called a deadlock is one:
        each wait is certain, and no thread that could end one can go on. What may be one is called a possible deadlock. All of its
        threads slept at one moment. It says no more than fits a screen; --json says all.
        """)
    {
        Default = s_verb,
        RunsAlone = true,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        int id = ProcessOperand.Parse(arguments.Operands[0]);
        StandardDescriptor.CheckOutput();
        InspectionSnapshot snapshot = Inspector.Take(new InspectionOptions { Details = InspectionDetails.All & ~InspectionDetails.Signals });
        InspectedProcess process = ProcessOperand.Find(snapshot, id);
        using WaitChain chain = new(snapshot, WaitGraph.Of(snapshot));
        using Stream output = Console.OpenStandardOutput();
        if (arguments.Has(ObjectDescription.Json))
            WaitChainJson.Write(output, chain, process);
        else
            output.Write(System.Text.Encoding.UTF8.GetBytes(string.Concat(WaitChainText.Of(chain, process).Select(static line => line + "\n"))));
        output.Flush();
        BlindSpotLines.Write(snapshot);
        return 0;
    }
}
