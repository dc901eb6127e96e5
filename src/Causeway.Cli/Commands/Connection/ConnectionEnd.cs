namespace Causeway.Cli.Commands.Connection;

/// <summary>How a connection ends: in good order, unless something failed or a signal came.</summary>
internal static class ConnectionEnd
{
    /// <summary>Talks. The other side must not take the part that was sent by a failure for the whole.</summary>
    /// <returns>The exit code.</returns>
    public static int Of(SharedConnection connection, Func<int> talk)
    {
        try
        {
            return talk();
        }
        catch
        {
            connection.Abort();
            throw;
        }
    }
}
