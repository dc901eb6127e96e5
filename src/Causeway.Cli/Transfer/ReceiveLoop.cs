using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Transfer;

/// <summary>Takes as many messages as asked for and hands each on.</summary>
internal static class ReceiveLoop
{
    /// <summary>Runs it.</summary>
    /// <param name="plan">How many, and for how long.</param>
    /// <param name="interruption">Ends the wait.</param>
    /// <param name="receive">Waits for one, up to the plan's timeout (TimeoutException); null at the end of a stream.</param>
    /// <returns>The exit code.</returns>
    public static int Run(ReceivePlan plan, Interruption interruption, Func<CancellationToken, ReceivedMessage?> receive)
    {
        using IMessageSink sink = plan.Command is { } command ? new CommandSink(command, interruption) : new OutputSink(plan.Format, interruption.Token);
        for (long taken = 0; plan.Count is not { } count || taken < count; taken++)
        {
            if (sink.IsClosed)
                return 0;
            interruption.Token.ThrowIfCancellationRequested();
            ReceivedMessage? message;
            try
            {
                message = receive(sink.Token);
            }
            catch (TimeoutException)
            {
                bool drained = plan.Count is null && taken > 0;
                return drained ? 0 : plan.Command is null ? VerbRunner.NothingThere : VerbRunner.CommandTimedOut;
            }
            catch (OperationCanceledException) when (sink.IsClosed)
            {
                return 0;
            }

            if (message is null)
                return plan.Count is null or ReceivePlan.ToTheEnd ? 0 : VerbRunner.NothingThere;
            if (sink.Take(message) is var exitCode and not 0)
                return exitCode;
        }

        return 0;
    }
}
