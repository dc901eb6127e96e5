namespace Causeway.TestHarness;

/// <summary>Compiles the C peers of tests/Peers.</summary>
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
            if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > File.GetLastWriteTimeUtc(source))
                return program;
            Directory.CreateDirectory(Path.GetDirectoryName(program)!);
            string fresh = $"{program}.{Environment.ProcessId}";
            using Peer compiler = Peer.Start(new ChildProcessOptions("gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", fresh, source, "-lpthread", "-lrt"));
            compiler.ExpectSuccess();
            File.Move(fresh, program, overwrite: true);
        }

        return program;
    }
}
