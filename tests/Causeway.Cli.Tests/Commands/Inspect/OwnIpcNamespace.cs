using System.Runtime.ExceptionServices;
using Causeway.Sys;

namespace Causeway.Cli.Tests.Commands.Inspect;

/// <summary>System V objects of nobody else: what is set for the next one, and which ids there are, is this test's alone.</summary>
internal static class OwnIpcNamespace
{
    /// <summary>Runs it in an IPC namespace of its own (unshare(2)), on a thread that ends with it. Processes that it starts are in there too.</summary>
    public static void Run(Action body)
    {
        ExceptionDispatchInfo? failure = null;
        Thread inside = new(() =>
        {
            try
            {
                Assert.Equal(0, LibC.unshare(LibC.CLONE_NEWIPC));
                body();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        inside.Start();
        inside.Join();
        failure?.Throw();
    }
}
