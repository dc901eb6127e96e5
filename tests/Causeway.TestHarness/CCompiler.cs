namespace Causeway.TestHarness;

/// <summary>Compiles the C programs and files of the tests.</summary>
public static class CCompiler
{
    private static readonly Lock s_gate = new();

    /// <summary>The program of tests/Peers/NAME.c.</summary>
    public static string Compile(string name)
    {
        string source = Path.Combine(Repository.Root, "tests", "Peers", name + ".c");
        string program = Path.Combine(Repository.Root, "artifacts", "peers", name);
        lock (s_gate)
        {
            if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > LastChangeOf(source))
                return program;
            Directory.CreateDirectory(Path.GetDirectoryName(program)!);
            string fresh = $"{program}.{Environment.ProcessId}";
            Run("gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", fresh, source, "-lpthread", "-lrt");
            File.Move(fresh, program, overwrite: true);
        }

        return program;
    }

    /// <summary>Its own, or that of the header that such programs may include.</summary>
    private static DateTime LastChangeOf(string source)
    {
        DateTime own = File.GetLastWriteTimeUtc(source);
        DateTime header = File.GetLastWriteTimeUtc(Path.Combine(Repository.Root, "native", "causeway.h"));
        return own > header ? own : header;
    }

    /// <summary>Runs a compiler to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its own.</exception>
    public static void Run(string compiler, params IEnumerable<string> arguments)
    {
        using Peer run = Peer.Start(new ChildProcessOptions(compiler, arguments));
        run.ExpectSuccess();
    }
}
