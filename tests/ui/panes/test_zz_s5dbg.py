from tests.ui.panes.test_reports import *
@pytest.mark.parametrize("n", range(6))
def test_dbg(n, qtbot, desk, pane):
    import traceback
    orig = desk.jobs.start
    st=[]
    def start(title,*a,**k):
        st.append((title,"".join(traceback.format_stack()[-6:])))
        return orig(title,*a,**k)
    desk.jobs.start=start
    print(pane.preview.sheets._leaves, desk.jobs.running)
    pane.hide(); 
    pane.refresh()
    assert not desk.jobs.running, st
