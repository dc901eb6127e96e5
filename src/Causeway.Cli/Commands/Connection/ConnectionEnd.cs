namespace Causeway.Cli.Commands.Connection;

/// <summary>How a connection ends: in good order, unless something failed or a signal came.</summary>
internal static class ConnectionEnd
{
    /// <summary>Talks. The other side must not take the part that was sent by a failure for the whole.</summary>
    /// <param name="connection">Aborted then.</param>
    /// <param name="talk">Talks.</param>
    /// <param name="interrupted">A signal came.</param>
    /// <returns>The exit code.</returns>
    public static int Of(SharedConnection connection, Func<int> talk, CancellationToken interrupted)
    {
        try
        {
            int exitCode = talk();

            // A command that was told to end has said what it could, which need not be all.
            if (interrupted.IsCancellationRequested)
                connection.Abort();
            return exitCode;
        }
        catch
        {
            connection.Abort();
            throw;
        }
    }
}
